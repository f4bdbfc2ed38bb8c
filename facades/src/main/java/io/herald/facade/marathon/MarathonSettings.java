package io.herald.facade.marathon;

import io.herald.settings.Range;
import java.util.List;
import java.util.Optional;

/**
 * The facade of Marathon.
 *
 * @param port empty: it isn't served; 0: any free one
 * @param frameworks whose tasks are shown, by name; {@code *}: every one. The first one's apps have
 *     their own ids, those of others stand below {@code /FRAMEWORK}
 * @param streamsPerClient event streams of one client at a time; further ones are refused
 */
public record MarathonSettings(
    Optional<Integer> port, List<String> frameworks, int streamsPerClient) {

  public static final Range STREAMS = new Range(1, 100_000);

  /** Not served. */
  public static final MarathonSettings OFF =
      new MarathonSettings(Optional.empty(), List.of("marathon"), 50);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public MarathonSettings {
    frameworks = List.copyOf(frameworks);
    if (frameworks.isEmpty()) {
      throw new IllegalArgumentException(
          "no framework is named; write marathon, or * for every framework");
    }
    if (!STREAMS.contains(streamsPerClient)) {
      throw new IllegalArgumentException(
          streamsPerClient + " event streams of one client are not " + STREAMS);
    }
  }

  public MarathonSettings withPort(int number) {
    return new MarathonSettings(Optional.of(number), frameworks, streamsPerClient);
  }

  public MarathonSettings withFrameworks(String... names) {
    return new MarathonSettings(port, List.of(names), streamsPerClient);
  }
}
