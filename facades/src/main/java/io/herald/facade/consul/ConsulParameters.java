package io.herald.facade.consul;

import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;

/** The parameters of the facade of Consul. */
public final class ConsulParameters {

  private static final ConsulSettings DEFAULT = ConsulSettings.OFF;

  public static final Parameter<Integer> CONSUL_PORT =
      Parameter.of(
          "consulPort",
          "consul-port",
          ValueTypes.number(Range.PORTS),
          "port at which Consul's read API is served, at the address of httpListener; 0: any"
              + " free one; if not given, it is not served");
  public static final Parameter<String> CONSUL_DATACENTER =
      Parameter.of(
              "consulDatacenter",
              "consul-datacenter",
              ValueTypes.parsed("NAME", ConsulSettings::datacenter, name -> name),
              "name of the datacenter that Consul's clients are shown")
          .withDefault(DEFAULT.datacenter());
  public static final Parameter<ConsulNaming> CONSUL_SERVICE_NAMES =
      Parameter.of(
              "consulServiceNames",
              "consul-service-names",
              ValueTypes.parsed("PATTERN", ConsulNaming::new, ConsulNaming::pattern),
              "how services are called in Consul, of {name}, {framework} and {environment}")
          .withDefault(DEFAULT.names());
  public static final Parameter<Integer> CONSUL_QUERIES_PER_CLIENT =
      Parameter.of(
              "consulQueriesPerClient",
              "consul-queries-per-client",
              ValueTypes.number(ConsulSettings.QUERIES),
              "most of one client's blocking queries that wait at a time; further ones are answered"
                  + " 429")
          .withDefault(DEFAULT.queriesPerClient());

  public static final SettingsSection<ConsulSettings> SECTION =
      SettingsSection.of(
          List.of(CONSUL_PORT, CONSUL_DATACENTER, CONSUL_SERVICE_NAMES, CONSUL_QUERIES_PER_CLIENT),
          ConsulParameters::read);

  private ConsulParameters() {}

  private static ConsulSettings read(Values values) {
    return new ConsulSettings(
        values.find(CONSUL_PORT),
        values.get(CONSUL_DATACENTER),
        values.get(CONSUL_SERVICE_NAMES),
        values.get(CONSUL_QUERIES_PER_CLIENT));
  }
}
