package io.herald.examples.framework;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.herald.examples.framework.FrameworkOptions.OnExit;
import io.herald.jobs.Job;
import io.herald.jobs.JobKey;
import io.herald.jobs.Lifecycle;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.scheduler.DiscoveryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A cluster of two agents with real executors and real processes, and what the framework logs
 * meanwhile.
 */
abstract class FrameworkStory {

  /** Of {@link #sleepers}. */
  static final JobKey KEY = new JobKey("devcluster", "vagrant", "test", "sleeper");

  @TempDir Path folder;

  final Queue<String> lines = new ConcurrentLinkedQueue<>();
  TaskProcesses processes;
  MiniMesos mesos;
  StateView state;

  private final AppenderBase<ILoggingEvent> recorder =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getFormattedMessage());
        }
      };
  private final Logger log =
      (Logger) LoggerFactory.getLogger(FrameworkStory.class.getPackageName());

  @BeforeEach
  void startMesos() throws Exception {
    recorder.start();
    log.addAppender(recorder);
    processes = new TaskProcesses(folder);
    mesos = MiniMesos.start(MiniMesosOptions.in(folder.resolve("mesos")).withAgents(2));
    state = new StateView(mesos.httpUrl());
  }

  @AfterEach
  void stopMesos() {
    mesos.close();
    log.detachAppender(recorder);
  }

  ExampleFramework framework(OnExit onExit, Job... jobs) {
    return framework(onExit, DiscoveryOptions.defaults(), jobs);
  }

  ExampleFramework framework(OnExit onExit, DiscoveryOptions discovery, Job... jobs) {
    return FrameworkModule.framework(
        processes.options(mesos.masterUrl(), onExit), discovery, List.of(jobs));
  }

  /** A job whose instances sleep and end when they are told to. */
  static Job sleepers(int instances) {
    return Job.builder(KEY, TaskProcesses.SLEEP)
        .instances(instances)
        .lifecycle(new Lifecycle(Duration.ZERO, Duration.ofSeconds(1)))
        .build();
  }

  static ConditionFactory eventually() {
    return await().ignoreExceptionsInstanceOf(IOException.class);
  }
}
