package io.herald.dns.forward;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** The names that are served here: what an upstream says of them is never passed on. */
@FunctionalInterface
public interface OwnNames {

  /** There are none. */
  OwnNames NONE = (name, type, client) -> Optional.empty();

  /**
   * What is answered here to a question of class IN; empty if the name is in no zone of ours.
   *
   * @param client who asks, which decides on what may be seen; null: everything
   */
  Optional<Message> answer(Name name, int type, @Nullable InetAddress client);
}
