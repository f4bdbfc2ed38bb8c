/**
 * Where the keys come from, and what is held of them: a snapshot in memory that follows etcd or
 * ZooKeeper. No query ever waits for either.
 */
@NullMarked
package io.herald.skydns.source;

import org.jspecify.annotations.NullMarked;
