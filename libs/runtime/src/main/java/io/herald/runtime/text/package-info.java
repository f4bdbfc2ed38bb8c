/**
 * Text that others wrote (tasks, ZooKeeper members, clients, users), made fit for logs and answers;
 * words that were probably meant.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.text;
