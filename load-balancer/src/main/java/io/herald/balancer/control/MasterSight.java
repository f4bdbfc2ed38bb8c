package io.herald.balancer.control;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.services.instance.Instance;
import io.herald.watch.LiveServices;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether the master would list a task if it ran: it has the task's agent among its active ones,
 * and knows the framework. Used by one thread at a time.
 */
final class MasterSight {

  private final LiveServices live;
  private final Map<Task.Id, String> agents = new HashMap<>();

  MasterSight(LiveServices live) {
    this.live = live;
  }

  /** It runs there. */
  void seen(Instance instance) {
    agents.put(instance.task().key(), instance.task().agentId());
  }

  void forget(Task.Id task) {
    agents.remove(task);
  }

  /** Of a task that isn't listed; false for one whose agent isn't known. */
  boolean reaches(Task.Id task) {
    String agent = agents.get(task);
    return agent != null
        && live.read(
            view ->
                view.find(new Agent.Id(agent))
                        .filter(at -> at.entity() instanceof Agent there && there.active())
                        .isPresent()
                    && view.find(new Framework.Id(task.frameworkId())).isPresent());
  }
}
