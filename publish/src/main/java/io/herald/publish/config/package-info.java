/** What a publisher is told, and the parameters that tell it. */
@NullMarked
package io.herald.publish.config;

import org.jspecify.annotations.NullMarked;
