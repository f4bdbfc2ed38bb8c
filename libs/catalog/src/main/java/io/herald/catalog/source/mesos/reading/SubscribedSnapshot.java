package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.mesos.client.OperatorEvent;
import io.herald.mesos.client.SubscribedTasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.mesos.v1.Protos;
import org.apache.mesos.v1.master.Protos.Response;

/**
 * The snapshot that a SUBSCRIBED event carries, gathered as its tasks come. For one thread, one
 * subscription after the other.
 */
public final class SubscribedSnapshot implements SubscribedTasks {

  private final OperatorMessages messages;
  private List<Task> present = new ArrayList<>();
  private List<Task> unreachable = new ArrayList<>();
  private List<Task> orphans = new ArrayList<>();

  public SubscribedSnapshot(OperatorMessages messages) {
    this.messages = messages;
  }

  @Override
  public void begin() {
    present = new ArrayList<>();
    unreachable = new ArrayList<>();
    orphans = new ArrayList<>();
  }

  @Override
  public void task(Protos.Task message, Listed listed) {
    Optional<Task> live =
        messages.task(message).filter(task -> !TaskStates.isTerminal(task.state()));
    switch (listed) {
      case PRESENT -> live.ifPresent(present::add);
      case UNREACHABLE ->
          live.filter(task -> task.state().equals(TaskStates.UNREACHABLE))
              .ifPresent(unreachable::add);
      case ORPHAN -> live.ifPresent(orphans::add);
    }
  }

  /**
   * The snapshot, now that the event behind its tasks is here; nothing of it is kept. What is
   * garbled is counted.
   *
   * @param master names it, and no other before it
   */
  public MesosSnapshot take(String master, OperatorEvent subscribed) {
    Response.GetState state = subscribed.event().getSubscribed().getGetState();
    List<Framework> frameworks = new ArrayList<>();
    state
        .getGetFrameworks()
        .getFrameworksList()
        .forEach(f -> frameworks.add(messages.framework(f)));
    messages.garbled(subscribed);
    List<Task> tasks = present;
    tasks.addAll(unreachable);
    List<Task> withoutFramework = orphans;
    begin();
    return new MesosSnapshot(
        master,
        messages.agents(state.getGetAgents()),
        messages.recoveredAgents(state.getGetAgents()),
        frameworks,
        false,
        tasks,
        Optional.empty(),
        Optional.empty(),
        withoutFramework);
  }
}
