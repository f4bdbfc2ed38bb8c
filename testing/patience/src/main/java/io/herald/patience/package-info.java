/**
 * How long tests wait, in one place. On a module's test class path it takes effect by itself; no
 * test calls it.
 */
@org.jspecify.annotations.NullMarked
package io.herald.patience;
