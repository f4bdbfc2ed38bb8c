package io.herald.skydns.answer;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/**
 * What a name means to a client of an environment: a short one, of one label besides those of ports
 * and protocols, what it means in the client's own environment and in the shared ones, before it is
 * looked for itself; a longer one the same where there is nothing under the name itself.
 */
final class NameMeaning {

  private final SkydnsKeys keys;
  private final KeyView view;

  NameMeaning(SkydnsKeys keys, KeyView view) {
    this.keys = keys;
    this.view = view;
  }

  /** The name whose keys answer for a name in a domain. */
  Name in(Name domain, Name name) {
    if (!view.isLimited() || name.equals(domain)) {
      return name;
    }
    Name relative = name.relativize(domain);
    if (!isShort(relative) && exists(name)) {
      return name;
    }
    return searched(relative, domain).orElse(name);
  }

  /** The name whose keys answer for one without a domain, if there is one. */
  Optional<Name> bare(List<Name> domains, Name name) {
    if (!view.isLimited() || name.equals(Name.root)) {
      return Optional.empty();
    }
    Name relative = name.relativize(Name.root);
    if (!isShort(relative)) {
      return Optional.empty();
    }
    return domains.stream()
        .flatMap(domain -> searched(relative, domain).stream())
        .findFirst()
        .or(
            () ->
                domains.stream()
                    .flatMap(domain -> joined(relative, domain).stream())
                    .filter(this::exists)
                    .findFirst());
  }

  private Optional<Name> searched(Name relative, Name domain) {
    return view.searches().stream()
        .map(KeyNames::name)
        .filter(subtree -> subtree.subdomain(domain))
        .flatMap(subtree -> joined(relative, subtree).stream())
        .filter(this::exists)
        .findFirst();
  }

  private static Optional<Name> joined(Name relative, Name end) {
    try {
      return Optional.of(Name.concatenate(relative, end));
    } catch (NameTooLongException e) {
      return Optional.empty(); // so there is no such name
    }
  }

  private static boolean isShort(Name relative) {
    int labels = 0;
    for (int i = 0; i < relative.labels(); i++) {
      byte[] label = relative.getLabel(i);
      if (label[0] > 0 && label[1] != '_') {
        labels++;
      }
    }
    return labels <= 1;
  }

  /** Whether the client sees a key at the name or below it, or the name is imported and that is. */
  boolean exists(Name name) {
    List<String> labels = KeyNames.labels(name);
    return !keys.below(labels, 1, view).isEmpty() || source(name).isPresent();
  }

  /**
   * The name of another environment that the configuration puts in place of this one; empty if it
   * puts none, or there is no key.
   */
  Optional<Name> source(Name name) {
    KeyEnvironments environments = view.environments();
    String path = KeyNames.path(name);
    if (environments.isEmpty() || !view.sees(path)) {
      return Optional.empty();
    }
    return environments.sources(path).stream()
        .map(KeyNames::name)
        .filter(source -> !keys.below(KeyNames.labels(source), 1, view).isEmpty())
        .findFirst();
  }
}
