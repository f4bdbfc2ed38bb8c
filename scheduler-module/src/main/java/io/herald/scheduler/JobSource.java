package io.herald.scheduler;

import io.herald.jobs.Job;

/** In what form a framework has its job. */
public sealed interface JobSource {

  /** A job of ours. */
  record OfJob(Job job) implements JobSource {}

  /** {@code ExecutorConfig.data} of Aurora's, not read yet: it may be anything. */
  record OfAurora(String data) implements JobSource {}

  /** Nothing but key and ports. */
  record Unknown() implements JobSource {}
}
