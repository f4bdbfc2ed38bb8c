package io.herald.dns.zone;

import io.herald.dns.record.DnsName;
import io.herald.dns.record.ZoneName;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueType;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The parameters of the zone and its SOA record. */
public final class ZoneParameters {

  private static final Range TTLS = new Range(0, Integer.MAX_VALUE);
  private static final Range UINT32 = new Range(0, 0xffff_ffffL);

  /** DNS times are 31 bits (RFC 2181 §8); Mesos-DNS takes 32. */
  private static final ValueType<Long> SECONDS = ValueTypes.longNumber(UINT32);

  private static final ValueType<DnsName> HOST =
      ValueTypes.parsed("NAME", ZoneParameters::name, DnsName::toString);

  public static final Parameter<String> DOMAIN =
      Parameter.of(
              "domain",
              "domain",
              ValueTypes.parsed("NAME", ZoneParameters::domain, Function.identity()),
              "the zone that is served")
          .withDefault("mesos");
  public static final Parameter<Integer> TTL =
      Parameter.of("ttl", "ttl", ValueTypes.number(TTLS), "TTL of all records, in seconds")
          .withDefault(60);
  public static final Parameter<DnsName> SOA_MNAME =
      Parameter.of("SOAMname", "soa-mname", HOST, "name of the primary server, in the SOA record")
          .withDefaultWords("the first of nameServers, or ns1.<domain>");
  public static final Parameter<DnsName> SOA_RNAME =
      Parameter.of(
              "SOARname",
              "soa-rname",
              HOST,
              "the zone administrator's e-mail address, with @ or . before the host")
          .withDefaultWords("root.ns1.<domain>");
  public static final Parameter<Long> SOA_REFRESH =
      Parameter.of(
              "SOARefresh",
              "soa-refresh",
              SECONDS,
              "seconds between a secondary's checks of the zone")
          .withDefault(60L);
  public static final Parameter<Long> SOA_RETRY =
      Parameter.of(
              "SOARetry", "soa-retry", SECONDS, "seconds before a secondary repeats a failed check")
          .withDefault(600L);
  public static final Parameter<Long> SOA_EXPIRE =
      Parameter.of(
              "SOAExpire",
              "soa-expire",
              SECONDS,
              "seconds without a successful check before a secondary stops answering")
          .withDefault(86_400L);
  public static final Parameter<Long> SOA_MIN_TTL =
      Parameter.of(
              "SOAMinttl",
              "soa-minttl",
              SECONDS,
              "TTL of negative answers, in seconds, where it is less than ttl")
          .withDefault(60L);
  public static final Parameter<Long> SOA_SERIAL =
      Parameter.of(
          "SOASerial", "soa-serial", SECONDS, "accepted without effect: Herald makes the serials");

  private ZoneParameters() {}

  /**
   * Reads the settings of the domain's zone.
   *
   * @param servers those of the NS records, the first of which is the primary; empty: ns1 in it
   */
  public static ZoneSettings read(Values values, List<DnsName> servers) {
    String domain = values.get(DOMAIN);
    values.find(SOA_SERIAL); // checked like the others
    DnsName primary = servers.isEmpty() ? DnsName.parse("ns1." + domain) : servers.get(0);
    DnsName mname = values.find(SOA_MNAME).orElse(primary);
    DnsName rname = values.find(SOA_RNAME).orElseGet(() -> DnsName.parse("root.ns1." + domain));
    values.settle(SOA_MNAME, mname);
    values.settle(SOA_RNAME, rname);
    return new ZoneSettings(
        DnsName.parse(domain),
        values.get(TTL),
        mname,
        rname,
        seconds(values, SOA_REFRESH),
        seconds(values, SOA_RETRY),
        seconds(values, SOA_EXPIRE),
        seconds(values, SOA_MIN_TTL),
        servers.isEmpty() ? List.of(mname) : servers);
  }

  private static int seconds(Values values, Parameter<Long> parameter) {
    return (int) Math.min(values.get(parameter), Integer.MAX_VALUE);
  }

  private static String domain(String text) {
    if (!ZoneName.isValid(text)) {
      throw new IllegalArgumentException("it is " + ZoneName.REMEDY);
    }
    return text.toLowerCase(Locale.ROOT);
  }

  private static DnsName name(String text) {
    return DnsName.parse(text.replace('@', '.'));
  }
}
