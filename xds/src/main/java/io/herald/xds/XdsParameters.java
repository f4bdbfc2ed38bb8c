package io.herald.xds;

import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;

/** The parameters of xDS. */
public final class XdsParameters {

  private static final Range STREAMS = new Range(1, 1_000_000);
  private static final XdsSettings DEFAULT = XdsSettings.DEFAULT;

  public static final Parameter<Integer> XDS_PORT =
      Parameter.of(
          "xdsPort",
          "xds-port",
          ValueTypes.number(Range.PORTS),
          "port at which gRPC clients and Envoy get the services over xDS (ADS, without TLS); 0: any"
              + " free one; if not given, xDS is not served");
  public static final Parameter<String> XDS_LISTENER =
      Parameter.of(
              "xdsListener",
              "xds-listener",
              ValueTypes.text("ADDRESS"),
              "address of xdsPort; * for all of IPv4 and IPv6")
          .withDefault(DEFAULT.listener());
  public static final Parameter<List<CidrNetwork>> XDS_ALLOW =
      Parameter.of(
              "xdsAllow",
              "xds-allow",
              ValueTypes.listOf("A,B,…", CidrNetwork::parse, CidrNetwork::toString),
              "networks whose clients may use xdsPort")
          .withDefault(
              DEFAULT.allow(), "loopback, private, shared (100.64/10) and link-local networks");
  public static final Parameter<Integer> XDS_STREAMS =
      Parameter.of(
              "xdsStreams",
              "xds-streams",
              ValueTypes.number(STREAMS),
              "most streams of xDS clients at a time; further ones are refused")
          .withDefault(DEFAULT.streams());
  public static final Parameter<Integer> XDS_STREAMS_PER_CLIENT =
      Parameter.of(
              "xdsStreamsPerClient",
              "xds-streams-per-client",
              ValueTypes.number(STREAMS),
              "most of these from one client address")
          .withDefault(DEFAULT.streamsPerClient());

  public static final SettingsSection<XdsSettings> SECTION =
      SettingsSection.of(
          List.of(XDS_PORT, XDS_LISTENER, XDS_ALLOW, XDS_STREAMS, XDS_STREAMS_PER_CLIENT),
          XdsParameters::read);

  private XdsParameters() {}

  private static XdsSettings read(Values values) {
    String listener = values.get(XDS_LISTENER);
    if (!listener.equals("*") && !isAddress(listener)) {
      values.problem(XDS_LISTENER, "this is not an address; write one as 10.0.0.8, or *");
    }
    return new XdsSettings(
        values.find(XDS_PORT),
        listener,
        values.get(XDS_ALLOW),
        values.get(XDS_STREAMS),
        values.get(XDS_STREAMS_PER_CLIENT));
  }

  private static boolean isAddress(String text) {
    try {
      CidrNetwork.parse(text);
      return text.indexOf('/') < 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
