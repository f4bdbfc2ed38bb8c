/**
 * From queries to bytes: which instances a file shows, in which order, and its content. Pure
 * functions of the services. What may not live here: files, commands, time.
 */
@NullMarked
package io.herald.render.plan;

import org.jspecify.annotations.NullMarked;
