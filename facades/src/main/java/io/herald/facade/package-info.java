/**
 * The APIs of other products, as far as their clients read them: each in a room of its own, on a
 * port of its own. They write nothing.
 */
@NullMarked
package io.herald.facade;

import org.jspecify.annotations.NullMarked;
