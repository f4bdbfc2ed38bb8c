package io.herald.minimesos;

import java.util.List;
import org.apache.mesos.v1.Protos.AgentInfo;

/** The agents that masters know from before: what a real cluster keeps in its replicated log. */
final class Registry {

  private List<AgentInfo> agents = List.of();

  List<AgentInfo> agents() {
    return agents;
  }

  void remember(List<AgentInfo> known) {
    agents = List.copyOf(known);
  }
}
