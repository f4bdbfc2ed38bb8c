/**
 * What a package has beside the program: manual pages and shell completion, written from the
 * command line's own definition. Not part of the program; the packaging runs it.
 */
@NullMarked
package io.herald.distribution;

import org.jspecify.annotations.NullMarked;
