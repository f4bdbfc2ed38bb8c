package io.herald.jobs.aurora;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.Visibility;
import io.herald.jobs.port.Protocol;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the metadata of a job of Aurora's says about being found. Aurora's client takes no unknown
 * field in a job, but any metadata, so that these settings stand there:
 *
 * <ul>
 *   <li>{@code io.herald.version}, {@code io.herald.weight}, {@code io.herald.visibility}
 *   <li>{@code io.herald.label.KEY}: a label of the task
 *   <li>{@code io.herald.protocol.PORT}: {@code tcp} or {@code udp}
 *   <li>{@code io.herald.port-label.PORT:KEY}: a label of a port
 * </ul>
 *
 * @param protocols by port name; absent ones are TCP
 * @param portLabels by port name
 */
public record AuroraDiscovery(
    DiscoverySettings settings,
    Map<String, Protocol> protocols,
    Map<String, SortedMap<String, String>> portLabels) {

  private static final String PREFIX = DiscoverySettings.RESERVED;
  private static final String VERSION = PREFIX + "version";
  private static final String WEIGHT = PREFIX + "weight";
  private static final String VISIBILITY = PREFIX + "visibility";
  private static final String LABEL = PREFIX + "label.";
  private static final String PROTOCOL = PREFIX + "protocol.";
  private static final String PORT_LABEL = PREFIX + "port-label.";

  private static final AuroraDiscovery NONE =
      new AuroraDiscovery(DiscoverySettings.NONE, Map.of(), Map.of());

  public AuroraDiscovery {
    protocols = Map.copyOf(protocols);
    portLabels = Map.copyOf(portLabels);
  }

  /**
   * Reads a job's metadata. Other keys are the job's own, those for the DNS server among them: it
   * reads them where Aurora writes them, in the task's labels.
   *
   * @throws AuroraDataException with a sentence, if a key of ours is unknown or its value is wrong
   */
  public static AuroraDiscovery of(Map<String, String> metadata) {
    if (metadata.keySet().stream().noneMatch(key -> key.startsWith(PREFIX))) {
      return NONE;
    }
    Optional<String> version = Optional.empty();
    OptionalDouble weight = OptionalDouble.empty();
    Optional<Visibility> visibility = Optional.empty();
    SortedMap<String, String> labels = new TreeMap<>();
    Map<String, Protocol> protocols = new TreeMap<>();
    Map<String, SortedMap<String, String>> portLabels = new TreeMap<>();
    for (Map.Entry<String, String> entry : metadata.entrySet()) {
      String key = entry.getKey();
      String value = entry.getValue();
      if (key.equals(VERSION)) {
        version = Optional.of(value);
      } else if (key.equals(WEIGHT)) {
        weight = OptionalDouble.of(weight(value));
      } else if (key.equals(VISIBILITY)) {
        visibility =
            Optional.of(
                Visibility.of(value)
                    .orElseThrow(() -> wrong(key, value, "framework, cluster or external")));
      } else if (key.startsWith(LABEL)) {
        labels.put(label(key, key.substring(LABEL.length())), value);
      } else if (key.startsWith(PROTOCOL)) {
        protocols.put(
            key.substring(PROTOCOL.length()),
            Protocol.of(value).orElseThrow(() -> wrong(key, value, "tcp or udp")));
      } else if (key.startsWith(PORT_LABEL) && key.indexOf(':') > 0) {
        String port = key.substring(PORT_LABEL.length(), key.indexOf(':'));
        portLabels
            .computeIfAbsent(port, name -> new TreeMap<>())
            .put(label(key, key.substring(key.indexOf(':') + 1)), value);
      } else if (key.startsWith(PREFIX) && !key.startsWith(DiscoverySettings.STEERING)) {
        throw new AuroraDataException(
            "the metadata \""
                + key
                + "\": nothing is known by that key; there are version, weight, visibility,"
                + " label.KEY, protocol.PORT and port-label.PORT:KEY behind \""
                + PREFIX
                + "\"");
      }
    }
    return new AuroraDiscovery(
        new DiscoverySettings(version, weight, visibility, labels), protocols, portLabels);
  }

  private static double weight(String value) {
    try {
      double weight = Double.parseDouble(value);
      if (DiscoverySettings.problemWithWeight(weight).isEmpty()) {
        return weight;
      }
    } catch (NumberFormatException e) {
      throw new AuroraDataException(wrong(WEIGHT, value, "a number above 0").getMessage(), e);
    }
    throw wrong(WEIGHT, value, "a number above 0");
  }

  private static String label(String metadata, String key) {
    DiscoverySettings.problemWithLabel(key)
        .ifPresent(
            problem -> {
              throw new AuroraDataException("the metadata \"" + metadata + "\": " + problem);
            });
    return key;
  }

  private static AuroraDataException wrong(String key, String value, String expected) {
    return new AuroraDataException(
        "the metadata \"" + key + "\" = \"" + value + "\": write " + expected);
  }
}
