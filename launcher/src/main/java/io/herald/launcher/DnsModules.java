package io.herald.launcher;

import io.herald.dns.config.DnsParameters;
import io.herald.dns.server.ServiceModule;
import io.herald.settings.ParameterTable;
import io.herald.settings.SettingsSection;
import java.util.List;

/**
 * What stands beside DNS in {@code herald dns}. A module's parameters are a line of {@link
 * #SECTIONS}, the module itself a line of {@link #create}, in which it finds what it reads from:
 * the modules don't know the DNS server, so that each has an adapter of its own in this package.
 */
final class DnsModules {

  /** The parameters of all of them, in the order of the help. */
  static final List<SettingsSection<?>> SECTIONS = List.of();

  /** The parameters of the DNS server and of all modules. */
  static final ParameterTable TABLE = DnsParameters.with(SECTIONS);

  private DnsModules() {}

  /** New ones, for one server; what comes first is told first what is in force. */
  static List<ServiceModule<?>> create() {
    return List.of();
  }
}
