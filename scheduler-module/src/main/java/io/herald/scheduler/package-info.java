/**
 * DiscoveryInfo on every task that a framework launches, so that whoever reads Mesos' state finds
 * its names and ports. A Guice module for any framework, with Mesos' v0 or v1 messages:
 *
 * <pre>{@code
 * DiscoveryFlags flags = DiscoveryFlags.parse(List.of(args)); // --populate_discovery_info …
 * Injector injector = Guice.createInjector(new MyModule(), new DiscoveryModule(flags.options()));
 *
 * // wherever the framework makes its TaskInfo:
 * DiscoveryInfoPopulator populator = injector.getInstance(DiscoveryInfoPopulator.class);
 * TaskInfo task =
 *     populator.populate(
 *         myTaskInfo,
 *         LaunchedTask.of(job, instance, Map.of("http", 31000, "admin", 31001)));
 * }</pre>
 *
 * <p>A framework that has Aurora's data instead of a job of ours hands that over ({@link
 * io.herald.scheduler.LaunchedTask#ofAurora}); one that can hand over nothing lets the TaskInfo be
 * read ({@link io.herald.scheduler.LaunchedTaskReader}), or wraps its driver ({@link
 * io.herald.scheduler.driver}). Whatever is wrong with a job, its launch goes on.
 *
 * <p>What is said of a task is decided once, in plain nouns ({@link
 * io.herald.scheduler.TaskDiscovery} and its parts), and put into messages at the edge. No network
 * here, and nothing that starts a thread.
 */
@NullMarked
package io.herald.scheduler;

import org.jspecify.annotations.NullMarked;
