/**
 * A real ZooKeeper server in this JVM, in a folder that its owner chose, for the demo and the
 * tests, and a network to it that can be cut, for the tests. Nothing of the product may depend on
 * it.
 */
@NullMarked
package io.herald.minizookeeper;

import org.jspecify.annotations.NullMarked;
