/**
 * The time of tests: how long they wait, in one place, and a scheduler whose time they move. The
 * first takes effect by itself on a module's test class path.
 */
@org.jspecify.annotations.NullMarked
package io.herald.patience;
