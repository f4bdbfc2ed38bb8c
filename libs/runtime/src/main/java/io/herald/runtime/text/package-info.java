/** Text that others wrote (tasks, ZooKeeper members, clients), made fit for logs and answers. */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.text;
