/**
 * Parameters of commands, each declared once: a {@link io.herald.settings.Parameter} is one row of
 * a {@link io.herald.settings.ParameterTable}, from which the reading of file, environment and
 * flags, {@code --help}, the reference page and {@code /v1/config} are made.
 *
 * <p>What lives here: rows, tables, types of values, and their reading with every problem reported
 * in one run. What may not: a parameter of any command (its room declares it, beside the record
 * that it lands in), and any command-line library.
 */
@NullMarked
package io.herald.settings;

import org.jspecify.annotations.NullMarked;
