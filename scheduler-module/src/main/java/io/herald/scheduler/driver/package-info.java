/**
 * Decorators around the drivers of Mesos' Java bindings, so that an existing framework gets
 * DiscoveryInfo on its tasks where its driver is made, and nowhere else:
 *
 * <pre>{@code
 * SchedulerDriver driver =
 *     new PopulatingSchedulerDriver(new MesosSchedulerDriver(scheduler, info, master), populator);
 * }</pre>
 *
 * <p>Only interfaces and messages of the bindings are used: the native library is the framework's
 * affair.
 */
@NullMarked
package io.herald.scheduler.driver;

import org.jspecify.annotations.NullMarked;
