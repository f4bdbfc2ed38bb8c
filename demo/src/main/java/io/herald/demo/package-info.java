/**
 * The whole path on one machine: ZooKeeper, mini-mesos, the example framework, executors and DNS,
 * and the story that checks it. What lives here starts the other modules and looks at them from
 * outside, as a user would; nothing depends on it but the launcher.
 */
@NullMarked
package io.herald.demo;

import org.jspecify.annotations.NullMarked;
