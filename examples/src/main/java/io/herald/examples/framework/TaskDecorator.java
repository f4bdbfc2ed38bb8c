package io.herald.examples.framework;

import io.herald.jobs.Job;
import java.util.Map;
import org.apache.mesos.v1.Protos.TaskInfo;

/** Adds to a task what the framework itself knows nothing of, just before its launch. */
@FunctionalInterface
public interface TaskDecorator {

  /**
   * The task as it is to be launched.
   *
   * @param assigned number of each port that the job asked for
   */
  TaskInfo decorate(TaskInfo task, Job job, Map<String, Integer> assigned);
}
