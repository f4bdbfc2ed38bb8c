package io.herald.services.instance;

import io.herald.catalog.model.Agent;
import io.herald.catalog.model.Entity;
import java.net.InetAddress;
import java.util.List;

/**
 * An agent.
 *
 * @param addresses of its pid's host; empty until that is resolved
 */
public record LocatedAgent(Agent agent, List<InetAddress> addresses) implements Located {

  @Override
  public Entity entity() {
    return agent;
  }
}
