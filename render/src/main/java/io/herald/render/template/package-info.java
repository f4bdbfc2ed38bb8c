/**
 * Templates: reading them, and filling them in without a task's text ever becoming syntax of the
 * file. Pure functions. What may not live here: what fills them, files, commands.
 */
@NullMarked
package io.herald.render.template;

import org.jspecify.annotations.NullMarked;
