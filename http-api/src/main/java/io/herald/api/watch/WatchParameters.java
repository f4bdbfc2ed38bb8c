package io.herald.api.watch;

import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.watch.WatchSettings;
import java.util.List;

/** The parameters of watches. */
public final class WatchParameters {

  private static final Range WATCHERS = new Range(0, 1_000_000);
  private static final Range OF_CLIENT = new Range(1, 1_000_000);

  public static final Parameter<Integer> WATCHERS_IN_ALL =
      Parameter.of(
              "watchers",
              "watchers",
              ValueTypes.number(WATCHERS),
              "most requests that watch the services or wait for a change at a time; 0: none may")
          .withDefault(WatcherLimits.DEFAULT.watchers());
  public static final Parameter<Integer> WATCHERS_PER_CLIENT =
      Parameter.of(
              "watchersPerClient",
              "watchers-per-client",
              ValueTypes.number(OF_CLIENT),
              "most of these from one client address; a further one is answered 429; keep it below"
                  + " httpConnectionsPerClient")
          .withDefault(WatcherLimits.DEFAULT.watchersPerClient());
  public static final Parameter<Integer> WATCH_LOG =
      Parameter.of(
              "watchLog",
              "watch-log",
              ValueTypes.number(new Range(1, WatchSettings.MOST_CHANGES)),
              "how many changes of instances are kept, so that a watch can resume after them; takes"
                  + " effect at the start")
          .withDefault(WatchSettings.DEFAULT.changes());

  /** All of them, as {@code --help} lists them. */
  public static final List<Parameter<?>> ALL =
      List.of(WATCHERS_IN_ALL, WATCHERS_PER_CLIENT, WATCH_LOG);

  private WatchParameters() {}

  public static WatcherLimits limits(Values values) {
    return new WatcherLimits(values.get(WATCHERS_IN_ALL), values.get(WATCHERS_PER_CLIENT));
  }

  public static WatchSettings log(Values values) {
    return new WatchSettings(values.get(WATCH_LOG));
  }
}
