/**
 * Files rendered from the services of a cluster whenever these change, and the commands that make
 * other programs read them. Knows nothing of HTTP and DNS.
 */
@NullMarked
package io.herald.render;

import org.jspecify.annotations.NullMarked;
