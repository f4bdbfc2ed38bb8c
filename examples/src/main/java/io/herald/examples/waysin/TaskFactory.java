package io.herald.examples.waysin;

import java.util.Map;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.TaskInfo;

/** The seam of an existing framework: what it makes its TaskInfo with. */
public interface TaskFactory {

  /** The task of one instance of an app. */
  TaskInfo create(String app, int instance, Offer offer, Map<String, Integer> assignedPorts);
}
