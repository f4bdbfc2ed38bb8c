/**
 * Files on disk: replacing one while others read it, what it was before, what changes in it. What
 * may not live here: what is in them, and when they are written.
 */
@NullMarked
package io.herald.render.write;

import org.jspecify.annotations.NullMarked;
