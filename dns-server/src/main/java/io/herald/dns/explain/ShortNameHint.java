package io.herald.dns.explain;

import io.herald.dns.naming.options.Environments;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is to be said of a name of one label, which is in no domain as it stands. */
record ShortNameHint(String domain, Environments environments) {

  /** Whether it is one; labels of ports and protocols don't count. */
  static boolean isOne(String name) {
    return !name.isEmpty() && Viewpoint.isShort(name);
  }

  /** What a client's short name stands for, if there is none of it. */
  static String notThere(List<String> tried) {
    return "as a short name it would be " + String.join(" or ", tried) + ", which isn't there";
  }

  /**
   * Why it isn't answered, and which names to ask for.
   *
   * @param tried the names that it means to the client; none if it means nothing
   */
  String of(String name, List<String> tried) {
    if (!tried.isEmpty()) {
      return notThere(tried);
    }
    String candidates =
        Stream.concat(
                Stream.of(domain), environments.names().stream().map(each -> each + "." + domain))
            .map(end -> name + "." + end)
            .collect(Collectors.joining(", "));
    return "a name of one label is in no domain: a client's resolver appends those of its search"
        + " list; explain "
        + candidates
        + ", or the name below one of skydnsDomains";
  }
}
