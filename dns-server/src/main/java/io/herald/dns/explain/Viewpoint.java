package io.herald.dns.explain;

import io.herald.dns.naming.options.Environments;
import io.herald.dns.naming.view.NamedEntity;
import io.herald.dns.record.Contribution;
import io.herald.runtime.text.Printable;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What one client sees, by the environment that it is in. Immutable. */
final class Viewpoint {

  private static final int LISTED = 5;

  private final Environments environments;
  private final Optional<String> environment;
  private final List<String> reasons;

  private Viewpoint(Environments environments, Optional<String> environment, List<String> reasons) {
    this.environments = environments;
    this.environment = environment;
    this.reasons = reasons;
  }

  /** Of one from whom nothing is hidden, and of whom there is nothing to say. */
  static Viewpoint everything() {
    return new Viewpoint(Environments.NONE, Optional.empty(), List.of());
  }

  /** Of a client. */
  static Viewpoint of(Environments environments, InetAddress client) {
    return new Viewpoint(
        environments, environments.of(client), List.of(environments.place(client)));
  }

  /** What is to be said of the client. */
  List<String> reasons() {
    return reasons;
  }

  /** Environments in which its short names are looked for, in order; none if it is in none. */
  List<String> searches() {
    return environment.map(name -> environments.searches(name).toList()).orElse(List.of());
  }

  boolean sees(Contribution contribution) {
    return environment.isEmpty() || environments.sees(environment.get(), contribution.audience());
  }

  /** Whether a name, relative to the domain, has one label besides those of ports and protocols. */
  static boolean isShort(String relative) {
    return List.of(relative.split("\\.", -1)).stream()
            .filter(label -> !label.startsWith("_"))
            .count()
        <= 1;
  }

  /** Why these entities' records are hidden from it. */
  List<String> hiding(Collection<NamedEntity> hidden) {
    List<String> sentences = new ArrayList<>();
    for (NamedEntity entity : hidden) {
      if (sentences.size() == LISTED) {
        sentences.add("and so do " + (hidden.size() - LISTED) + " others");
        break;
      }
      String of = environment.orElse("");
      sentences.add(
          NameWarnings.described(entity)
              + " has it, hidden from "
              + of
              + ": it is in the environment "
              + Printable.of(entity.environment())
              + (environments.configured(entity.environment()).isPresent()
                  ? ", which "
                      + of
                      + " doesn't import this name from and which isn't shared; see imports and"
                      + " shared"
                  : ", which isn't configured; see environments"));
    }
    return sentences;
  }
}
