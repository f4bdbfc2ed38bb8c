package io.herald.balancer.web;

import io.herald.runtime.text.NameSuggestions;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.Instance;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The labels of Marathon-LB on one task, sorted by the port that they are about. Labels of Aurora's
 * job metadata count too; of two that say the same, the one without Aurora's prefix.
 */
final class LabelSet {

  private static final String AURORA = "org.apache.aurora.metadata.";
  private static final String DEPLOYMENT = "DEPLOYMENT_";

  /** Of the app as a whole; {@code APP_ID} is read by deploying tools alone. */
  private static final List<String> OF_APP =
      List.of(
          "GROUP",
          "APP_ID",
          "DEPLOYMENT_GROUP",
          "DEPLOYMENT_ALT_PORT",
          "DEPLOYMENT_COLOUR",
          "DEPLOYMENT_STARTED_AT",
          "DEPLOYMENT_TARGET_INSTANCES",
          "DEPLOYMENT_NEW_INSTANCES");

  private final Map<String, String> ofApp = new HashMap<>();
  private final Map<Integer, Map<WebLabel, String>> ofPorts = new HashMap<>();

  private LabelSet() {}

  /** The labels of a task that are Marathon-LB's, with their prefix but without Aurora's. */
  static Map<String, String> relevant(Instance instance) {
    Map<String, String> own = new TreeMap<>();
    Map<String, String> auroras = new TreeMap<>();
    instance
        .labels()
        .forEach(
            (key, value) -> {
              if (key.startsWith(WebLabel.PREFIX)) {
                own.put(key, value);
              } else if (key.startsWith(AURORA + WebLabel.PREFIX)) {
                auroras.put(key.substring(AURORA.length()), value);
              }
            });
    auroras.forEach(own::putIfAbsent);
    return own;
  }

  /** Whether Aurora runs it, whose ports come from a map and so without an order. */
  static boolean isAuroras(Instance instance) {
    return instance.framework().name().equalsIgnoreCase("aurora")
        || instance.labels().keySet().stream().anyMatch(key -> key.startsWith(AURORA));
  }

  /**
   * Sorts labels by port.
   *
   * @param labels of {@link #relevant}
   * @param report gets those that have no effect
   */
  static LabelSet of(Map<String, String> labels, List<TaskPort> ports, Consumer<String> report) {
    LabelSet set = new LabelSet();
    labels.forEach((key, value) -> set.add(key, value, ports, report));
    return set;
  }

  private void add(String key, String value, List<TaskPort> ports, Consumer<String> report) {
    String bare = key.substring(WebLabel.PREFIX.length());
    if (OF_APP.contains(bare)) {
      ofApp.put(bare, value);
      return;
    }
    Optional<WebLabel> label = WebLabel.endOf(bare);
    if (label.isEmpty()) {
      report.accept("its label " + Printable.of(key) + " is not a known one" + suggestion(bare));
      return;
    }
    String which = bare.substring(0, bare.length() - label.get().name().length() - 1);
    OptionalInt index = index(which, ports);
    if (index.isEmpty()) {
      report.accept(
          "its label "
              + Printable.of(key)
              + " has no effect: the task has "
              + ports.size()
              + " ports, and \""
              + Printable.of(which)
              + "\" is neither the index of one, from 0, nor a name");
      return;
    }
    ofPorts
        .computeIfAbsent(index.getAsInt(), unused -> new EnumMap<>(WebLabel.class))
        .put(label.get(), value);
  }

  private static OptionalInt index(String which, List<TaskPort> ports) {
    if (which.matches("[0-9]{1,4}")) {
      int index = Integer.parseInt(which);
      return index < ports.size() ? OptionalInt.of(index) : OptionalInt.empty();
    }
    return IntStream.range(0, ports.size())
        .filter(i -> ports.get(i).name().equals(which))
        .findFirst();
  }

  private static String suggestion(String bare) {
    int cut = bare.indexOf('_');
    NameSuggestions ofApp = new NameSuggestions(bare);
    OF_APP.forEach(ofApp::offer);
    boolean ofPort = bare.matches("[0-9]+_.*");
    if (!ofPort && !ofApp.names().isEmpty()) {
      return didYouMean(ofApp.names().get(0));
    }
    if (Arrays.stream(WebLabel.values()).anyMatch(label -> label.name().equals(bare))) {
      return ": it needs the index or name of a port" + didYouMean("0_" + bare);
    }
    NameSuggestions near = new NameSuggestions(bare.substring(cut + 1));
    for (WebLabel label : WebLabel.values()) {
      near.offer(label.name());
    }
    if (!near.names().isEmpty() && cut > 0 && !bare.startsWith(DEPLOYMENT)) {
      return didYouMean(bare.substring(0, cut + 1) + near.names().get(0));
    }
    return ", and has no effect; remove it, or write one of Marathon-LB's";
  }

  private static String didYouMean(String bare) {
    return "; did you mean " + WebLabel.PREFIX + Printable.of(bare) + "?";
  }

  /** A label of the app as a whole, by its name without prefix. */
  Optional<String> app(String name) {
    return Optional.ofNullable(ofApp.get(name));
  }

  /** The labels of one port. */
  Map<WebLabel, String> port(int index) {
    return ofPorts.getOrDefault(index, Map.of());
  }
}
