package io.herald.skydns;

import io.herald.settings.Values;
import io.herald.skydns.answer.KeyNames;
import io.herald.skydns.message.SkydnsTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Reads which keys are an environment's: subtrees without common keys, below the domains. */
final class KeySubtrees {

  private final Values values;
  private final SkydnsTree tree;
  private final List<Name> domains;

  /** The environment of each path that was read, with the key as it was given. */
  private final Map<String, Given> read = new LinkedHashMap<>();

  private record Given(String environment, String key) {}

  KeySubtrees(Values values, SkydnsTree tree, List<Name> domains) {
    this.values = values;
    this.tree = tree;
    this.domains = domains;
  }

  /** Paths below the tree, by the name of the environment; what is wrong is noted as a problem. */
  Map<String, List<String>> read(Map<String, List<String>> given) {
    Map<String, List<String>> subtrees = new LinkedHashMap<>();
    given.forEach(
        (text, keys) -> {
          String environment = text.toLowerCase(Locale.ROOT);
          List<String> paths = new ArrayList<>();
          keys.forEach(key -> path(environment, key).ifPresent(paths::add));
          if (subtrees.putIfAbsent(environment, paths) != null) {
            problem(text, "is given twice; write each environment once");
          }
        });
    return subtrees;
  }

  private Optional<String> path(String environment, String key) {
    if (!key.startsWith(tree.prefix() + "/") || key.endsWith("/")) {
      problem(
          environment,
          "the key \"" + key + "\" isn't below skydnsPrefix; write it as " + example(environment));
      return Optional.empty();
    }
    String path = key.substring(tree.prefix().length());
    try {
      Name name = KeyNames.name(path);
      if (domains.stream().noneMatch(name::subdomain)) {
        problem(
            environment,
            "the key \""
                + key
                + "\" stands for "
                + name.toString(true)
                + ", which is in none of skydnsDomains; write it as "
                + example(environment));
        return Optional.empty();
      }
    } catch (IllegalArgumentException e) {
      problem(environment, "the key \"" + key + "\" stands for no name: " + e.getMessage());
      return Optional.empty();
    }
    for (Map.Entry<String, Given> other : read.entrySet()) {
      if ((path + "/").startsWith(other.getKey() + "/")
          || (other.getKey() + "/").startsWith(path + "/")) {
        problem(
            environment,
            "the key \""
                + key
                + "\" and \""
                + other.getValue().key()
                + "\" of \""
                + other.getValue().environment()
                + "\" have keys in common; a key is in one environment, so write subtrees beside"
                + " each other");
        return Optional.empty();
      }
    }
    read.put(path, new Given(environment, key));
    return Optional.of(path);
  }

  private String example(String environment) {
    return tree.prefix() + KeyNames.path(domains.get(0)) + "/" + environment;
  }

  private void problem(String environment, String sentence) {
    values.problem(SkydnsParameters.SKYDNS_ENVIRONMENTS, "\"" + environment + "\": " + sentence);
  }
}
