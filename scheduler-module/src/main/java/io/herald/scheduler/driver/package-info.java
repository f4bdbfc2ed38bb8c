/**
 * Decorators around the drivers of Mesos' Java bindings and the schedulers that these call, so that
 * an existing framework gets DiscoveryInfo on its tasks where its driver is made, and nowhere else:
 *
 * <pre>{@code
 * SchedulerDriver driver =
 *     PopulatingSchedulerDriver.around(
 *         scheduler, s -> new MesosSchedulerDriver(s, info, master), populator);
 * }</pre>
 *
 * <p>Only interfaces and messages of the bindings are used: the native library is the framework's
 * affair.
 */
@NullMarked
package io.herald.scheduler.driver;

import org.jspecify.annotations.NullMarked;
