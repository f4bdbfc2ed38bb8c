package io.herald.scheduler;

import io.herald.jobs.Job;
import io.herald.proto.handoff.TaskHandoff;
import java.util.Map;

/** In what form a framework has its job. */
public sealed interface JobSource {

  /** A job of ours. */
  record OfJob(Job job) implements JobSource {}

  /** An instance that is handed over already. */
  record OfHandoff(TaskHandoff handoff) implements JobSource {}

  /**
   * A job of Aurora's.
   *
   * @param data {@code ExecutorConfig.data}, not read yet: it may be anything
   * @param metadata of TaskConfig; that in the data counts too
   */
  record OfAurora(String data, Map<String, String> metadata) implements JobSource {

    public OfAurora {
      metadata = Map.copyOf(metadata);
    }
  }

  /** Nothing but key and ports. */
  record Unknown() implements JobSource {}
}
