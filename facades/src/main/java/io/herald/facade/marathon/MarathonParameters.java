package io.herald.facade.marathon;

import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;

/** The parameters of the facade of Marathon. */
public final class MarathonParameters {

  private static final MarathonSettings DEFAULT = MarathonSettings.OFF;

  public static final Parameter<Integer> MARATHON_PORT =
      Parameter.of(
          "marathonPort",
          "marathon-port",
          ValueTypes.number(Range.PORTS),
          "port at which Marathon's read API is served, at the address of httpListener; 0: any"
              + " free one; if not given, it is not served");
  public static final Parameter<List<String>> MARATHON_FRAMEWORKS =
      Parameter.of(
              "marathonFrameworks",
              "marathon-frameworks",
              ValueTypes.texts(),
              "frameworks whose tasks Marathon's clients are shown; the first one's apps have their"
                  + " own ids, those of others stand below /FRAMEWORK; *: every framework")
          .withDefault(DEFAULT.frameworks());
  public static final Parameter<Integer> MARATHON_STREAMS_PER_CLIENT =
      Parameter.of(
              "marathonStreamsPerClient",
              "marathon-streams-per-client",
              ValueTypes.number(MarathonSettings.STREAMS),
              "most event streams of one client at a time; further ones are answered 429")
          .withDefault(DEFAULT.streamsPerClient());

  public static final SettingsSection<MarathonSettings> SECTION =
      SettingsSection.of(
          List.of(MARATHON_PORT, MARATHON_FRAMEWORKS, MARATHON_STREAMS_PER_CLIENT),
          MarathonParameters::read);

  private MarathonParameters() {}

  private static MarathonSettings read(Values values) {
    List<String> frameworks = values.get(MARATHON_FRAMEWORKS);
    if (frameworks.isEmpty()) {
      values.problem(
          MARATHON_FRAMEWORKS, "no framework is named; write marathon, or * for every framework");
      frameworks = DEFAULT.frameworks();
    }
    return new MarathonSettings(
        values.find(MARATHON_PORT), frameworks, values.get(MARATHON_STREAMS_PER_CLIENT));
  }
}
