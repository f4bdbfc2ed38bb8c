/**
 * Three ways in which a framework gets DiscoveryInfo onto its tasks, each as small as it can be:
 * {@link io.herald.examples.waysin.CallingTasks} calls the populator, {@link
 * io.herald.examples.waysin.OverTheFactory} binds over a factory that it can't change, {@link
 * io.herald.examples.waysin.AroundTheDriver} wraps the driver.
 *
 * <p>For reading and copying; docs/howto says when to use which.
 */
@NullMarked
package io.herald.examples.waysin;

import org.jspecify.annotations.NullMarked;
