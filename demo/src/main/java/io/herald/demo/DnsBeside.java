package io.herald.demo;

import io.herald.dns.server.ServiceModule;
import io.herald.settings.SectionSettings;
import io.herald.settings.SettingsSection;
import java.time.Clock;
import java.util.List;
import java.util.function.BiFunction;

/**
 * What stands beside DNS in its process: the API, the page and whatever else {@code herald dns}
 * has.
 *
 * @param parameters of all of it
 * @param modules new ones, by the settings that the process starts with and the DNS server's clock
 */
public record DnsBeside(
    List<SettingsSection<?>> parameters,
    BiFunction<SectionSettings, Clock, List<ServiceModule<?>>> modules) {

  /** DNS alone. */
  public static final DnsBeside NOTHING = new DnsBeside(List.of(), (settings, clock) -> List.of());

  public DnsBeside {
    parameters = List.copyOf(parameters);
  }
}
