package io.herald.dns.forward;

import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;

/** The names that are served here: what an upstream says of them is never passed on. */
@FunctionalInterface
public interface OwnNames {

  /** There are none. */
  OwnNames NONE = (name, type) -> Optional.empty();

  /** What is answered here to a question of class IN; empty if the name is in no zone of ours. */
  Optional<Message> answer(Name name, int type);
}
