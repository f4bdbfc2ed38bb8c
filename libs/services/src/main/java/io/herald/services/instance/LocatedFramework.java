package io.herald.services.instance;

import io.herald.catalog.model.Entity;
import io.herald.catalog.model.Framework;
import java.net.InetAddress;
import java.util.List;

/**
 * A framework.
 *
 * @param addresses of its {@link #host}; empty until that is resolved
 */
public record LocatedFramework(Framework framework, List<InetAddress> addresses)
    implements Located {

  /** Where the framework's scheduler is: its pid's host, without a pid its host name; or empty. */
  public static String host(Framework framework) {
    return framework.pid().isPresent() ? framework.pid().get().host() : framework.hostname();
  }

  @Override
  public Entity entity() {
    return framework;
  }
}
