/**
 * Executors that were there before and are announced by one line: {@link
 * io.herald.examples.announcing.ShopExecutor} over Mesos' Java bindings, {@link
 * io.herald.examples.announcing.ShopStream} over the v1 HTTP API.
 *
 * <p>For reading and copying; see docs/howto/announce-from-a-java-executor.
 */
@NullMarked
package io.herald.examples.announcing;

import org.jspecify.annotations.NullMarked;
