/**
 * Programs of this machine that are run to their end. What they are, and what their words mean, is
 * their callers'.
 */
@NullMarked
package io.herald.runtime.process;

import org.jspecify.annotations.NullMarked;
