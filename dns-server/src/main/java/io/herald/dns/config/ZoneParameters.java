package io.herald.dns.config;

import io.herald.dns.record.DnsName;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueType;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.util.Locale;
import java.util.function.Function;

/** The parameters of the zone and its SOA record. */
public final class ZoneParameters {

  /** What to write where a domain name is not one. */
  static final String VALID_DOMAIN =
      "not a valid domain name; write labels of letters, digits and hyphens joined by dots, none at"
          + " the ends";

  private static final String DOMAIN_PATTERN = "[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})*";

  /** Room is left for names below it: labels of 63 for port, task, protocol and framework. */
  private static final int MAX_DOMAIN = 200;

  private static final Range TTLS = new Range(0, Integer.MAX_VALUE);
  private static final Range UINT32 = new Range(0, 0xffff_ffffL);
  private static final ValueType<Long> SECONDS = ValueTypes.longNumber(UINT32);
  private static final ValueType<String> HOST =
      ValueTypes.parsed("NAME", ZoneParameters::name, Function.identity());

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
  public static final Parameter<String> SOA_MNAME =
      Parameter.of("SOAMname", "soa-mname", HOST, "name of the primary server, in the SOA record")
          .withDefaultWords("the first of nameServers, or ns1.<domain>");
  public static final Parameter<String> SOA_RNAME =
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
   * Reads them.
   *
   * @param primary the name that SOAMname has by default, without a closing dot
   */
  static DnsConfig.Zone read(Values values, String primary) {
    String domain = values.get(DOMAIN);
    values.find(SOA_SERIAL); // checked like the others
    String mname = values.find(SOA_MNAME).orElseGet(() -> name(primary));
    String rname = values.find(SOA_RNAME).orElseGet(() -> name("root.ns1." + domain));
    values.settle(SOA_MNAME, mname);
    values.settle(SOA_RNAME, rname);
    return new DnsConfig.Zone(
        domain,
        values.get(TTL),
        mname,
        rname,
        values.get(SOA_REFRESH),
        values.get(SOA_RETRY),
        values.get(SOA_EXPIRE),
        values.get(SOA_MIN_TTL));
  }

  /**
   * A domain name in lower case.
   *
   * @throws IllegalArgumentException if it is not one that a zone can have
   */
  private static String domain(String text) {
    if (!isDomain(text)) {
      throw new IllegalArgumentException("it is " + VALID_DOMAIN);
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /** The same of an element of a list. */
  static DnsName apex(String text) {
    if (!isDomain(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is " + VALID_DOMAIN);
    }
    return DnsName.parse(text.toLowerCase(Locale.ROOT));
  }

  static boolean isDomain(String text) {
    return text.toLowerCase(Locale.ROOT).matches(DOMAIN_PATTERN) && text.length() <= MAX_DOMAIN;
  }

  private static String name(String text) {
    String name = text.replace('@', '.');
    name = name.endsWith(".") ? name : name + ".";
    DnsName.parse(name);
    return name;
  }
}
