package io.herald.balancer.nftables;

import io.herald.services.host.IpText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A table as nft lists it, as far as that tells whether it is what Herald has written. Versions of
 * nft may write one rule in several ways; what is compared of a VIP's is what its map says, which
 * all write alike.
 *
 * @param chains their rules, by the chains' names
 * @param sets the elements of sets and maps, by their names
 */
record ListedTable(
    SortedMap<String, List<String>> chains, SortedMap<String, Set<List<String>>> sets) {

  /** What is listed of a table that isn't there. */
  static final ListedTable NONE = new ListedTable(new TreeMap<>(), new TreeMap<>());

  static ListedTable parse(String text) {
    SortedMap<String, List<String>> chains = new TreeMap<>();
    SortedMap<String, Set<List<String>>> sets = new TreeMap<>();
    List<String> rules = new ArrayList<>();
    Set<List<String>> elements = new TreeSet<>(ListedTable::compare);
    StringBuilder statement = new StringBuilder();
    int depth = 0;
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      String[] words = line.split(" +");
      boolean opens = statement.isEmpty() && words.length == 3 && words[2].equals("{");
      if (opens && words[0].equals("chain")) {
        rules = new ArrayList<>();
        chains.put(words[1], rules);
      } else if (opens && (words[0].equals("map") || words[0].equals("set"))) {
        elements = new TreeSet<>(ListedTable::compare);
        sets.put(words[1], elements);
      } else if (!line.equals("}") || depth > 0) {
        statement.append(line).append(' ');
        depth += count(line, '{') - count(line, '}');
        if (depth == 0) {
          String whole = statement.toString().strip();
          if (whole.startsWith("elements = ")) {
            elements.addAll(inBraces(whole));
          } else if (!whole.startsWith("type ") && !whole.startsWith("table ")) {
            rules.add(whole);
          }
        }
        depth = line.startsWith("table ") ? 0 : depth;
        if (depth == 0) {
          statement.setLength(0);
        }
      }
    }
    return new ListedTable(chains, sets);
  }

  private static int count(String text, char wanted) {
    return (int) text.chars().filter(each -> each == wanted).count();
  }

  private static int compare(List<String> one, List<String> other) {
    return String.join(" ", one).compareTo(String.join(" ", other));
  }

  /** What stands between braces, each element as its words. */
  static Set<List<String>> inBraces(String text) {
    int begin = text.indexOf('{');
    int end = text.lastIndexOf('}');
    Set<List<String>> elements = new TreeSet<>(ListedTable::compare);
    if (begin >= 0 && end > begin) {
      for (String element : text.substring(begin + 1, end).split(",")) {
        if (!element.isBlank()) {
          elements.add(words(element));
        }
      }
    }
    return elements;
  }

  /** Its words, addresses of the sixth version as Java writes them. */
  private static List<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+"))
        .map(
            word ->
                word.indexOf(':') == word.lastIndexOf(':')
                    ? word
                    : IpText.parse(word).map(VipAddress::text).orElse(word))
        .toList();
  }

  /** The chains that aren't VIPs': these stay as they are for as long as the table does. */
  Map<String, List<String>> frame() {
    return chains.entrySet().stream()
        .filter(chain -> NftScript.FRAME.contains(chain.getKey()))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** Whether it says what these rules do. */
  boolean says(Ruleset rules) {
    if (!chains.keySet().equals(NftScript.chains(rules))) {
      return false;
    }
    for (Map.Entry<VipAddress, Ruleset.Rule> entry : rules.vips().entrySet()) {
      VipAddress vip = entry.getKey();
      Balancing balancing = entry.getValue().balancing();
      if (!balancing.isRefusing()) {
        List<String> listed = chains.getOrDefault(vip.chain(), List.of());
        if (listed.size() != 1
            || !inBraces(listed.get(0)).equals(inBraces(balancing.statement(vip)))) {
          return false;
        }
      }
    }
    SortedMap<String, Set<List<String>>> wanted = new TreeMap<>();
    NftScript.elements(rules)
        .forEach(
            (set, elements) ->
                wanted
                    .computeIfAbsent(set, name -> new TreeSet<>(ListedTable::compare))
                    .addAll(elements.stream().map(ListedTable::words).toList()));
    return sets.equals(wanted);
  }
}
