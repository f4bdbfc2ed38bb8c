/** The {@code {{name}}} templates of command lines. Text in, text out; knows nothing of jobs. */
@NullMarked
package io.herald.jobs.template;

import org.jspecify.annotations.NullMarked;
