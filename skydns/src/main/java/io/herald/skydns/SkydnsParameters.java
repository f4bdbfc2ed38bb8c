package io.herald.skydns;

import io.herald.etcd.EtcdSettings;
import io.herald.etcd.config.EtcdParameters;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.skydns.answer.KeyNames;
import io.herald.skydns.answer.SkydnsRules;
import io.herald.skydns.message.SkydnsTree;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/** The parameters of the reader of SkyDNS' keys. */
public final class SkydnsParameters {

  private static final Range SECONDS = new Range(0, Integer.MAX_VALUE);
  private static final Set<String> REVERSE = Set.of("arpa.", "in-addr.arpa.", "ip6.arpa.");

  public static final EtcdParameters ETCD =
      EtcdParameters.of("etcd", "etcd", "answer SkyDNS' keys from etcd");
  public static final Parameter<Duration> ETCD_TIMEOUT_SECONDS =
      Parameter.of(
              "etcdTimeoutSeconds",
              "etcd-timeout-seconds",
              ValueTypes.seconds(new Range(1, 600)),
              "seconds after which a member of etcd that doesn't answer counts as away")
          .withDefault(EtcdSettings.DEFAULT_TIMEOUT);
  public static final Parameter<ZooKeeperOptions> SKYDNS_ZK =
      Parameter.of(
              "skydnsZk",
              "skydns-zk",
              ValueTypes.parsed(
                  "HOST:PORT,…", ZooKeeperOptions::of, options -> options.servers().toString()),
              "answer SkyDNS' keys from ZooKeeper, where each key is a node: its servers,"
                  + " zk://[user:password@]host[:2181],…; in place of etcd")
          .withLogin();
  public static final Parameter<SkydnsTree> SKYDNS_PREFIX =
      Parameter.of(
              "skydnsPrefix",
              "skydns-prefix",
              ValueTypes.parsed("PATH", SkydnsTree::new, SkydnsTree::prefix),
              "key below which SkyDNS' keys are")
          .withDefault(SkydnsTree.DEFAULT);
  public static final Parameter<List<Name>> SKYDNS_DOMAINS =
      Parameter.of(
              "skydnsDomains",
              "skydns-domains",
              ValueTypes.listOf("NAME,…", SkydnsParameters::domain, name -> name.toString(true))
                  .distinct()
                  .notEmpty("write at least one, as skydns.local"),
              "domains whose names are answered from SkyDNS' keys")
          .withDefault(List.of(domain("skydns.local")));
  public static final Parameter<RulesChoice> SKYDNS_RULES =
      Parameter.of(
              "skydnsRules",
              "skydns-rules",
              ValueTypes.choice("WORD", RulesChoice.class),
              "whose rules count where SkyDNS and CoreDNS differ; the parameters below choose"
                  + " otherwise for one difference each")
          .withDefault(RulesChoice.SKYDNS);
  public static final Parameter<Duration> SKYDNS_TTL_SECONDS =
      Parameter.of(
              "skydnsTtlSeconds",
              "skydns-ttl-seconds",
              ValueTypes.seconds(SECONDS),
              "TTL of keys that have neither a TTL nor a lease")
          .withDefaultWords("3600 for skydns, 300 for coredns");
  public static final Parameter<Duration> SKYDNS_NEGATIVE_TTL_SECONDS =
      Parameter.of(
              "skydnsNegativeTtlSeconds",
              "skydns-negative-ttl-seconds",
              ValueTypes.seconds(SECONDS),
              "TTL of NXDOMAIN and NODATA")
          .withDefault(Duration.ofSeconds(SkydnsRules.SKYDNS.negativeTtl()));
  public static final Parameter<Duration> SKYDNS_LEAST_LEASE_TTL_SECONDS =
      Parameter.of(
              "skydnsLeastLeaseTtlSeconds",
              "skydns-least-lease-ttl-seconds",
              ValueTypes.seconds(SECONDS),
              "TTL of a key whose lease has less left; 0: never more than is left")
          .withDefaultWords("0 for skydns, 30 for coredns");
  public static final Parameter<Boolean> SKYDNS_ONE_TTL =
      Parameter.of(
              "skydnsOneTtl",
              "skydns-one-ttl",
              ValueTypes.onOff(),
              "whether all records of an answer have the least of their TTLs")
          .withDefaultWords("true for skydns, false for coredns");
  public static final Parameter<Integer> SKYDNS_MOST_ALIASES =
      Parameter.of(
              "skydnsMostAliases",
              "skydns-most-aliases",
              ValueTypes.number(new Range(0, 16)),
              "most aliases of a chain that are followed")
          .withDefaultWords("8 for skydns, 10 for coredns");
  public static final Parameter<Integer> SKYDNS_LEAST_WEIGHT =
      Parameter.of(
              "skydnsLeastWeight",
              "skydns-least-weight",
              ValueTypes.number(new Range(0, 1)),
              "least weight of SRV records: a share below a hundredth comes to 0")
          .withDefaultWords("0 for skydns, 1 for coredns");
  public static final Parameter<Boolean> SKYDNS_APEX_KEYS =
      Parameter.of(
              "skydnsApexKeys",
              "skydns-apex-keys",
              ValueTypes.onOff(),
              "whether the domain's own addresses are those of the keys below its dns/apex; else"
                  + " those of every key")
          .withDefaultWords("false for skydns, true for coredns");
  public static final Parameter<Boolean> SKYDNS_EQUAL_KEYS_ONCE =
      Parameter.of(
              "skydnsEqualKeysOnce",
              "skydns-equal-keys-once",
              ValueTypes.onOff(),
              "whether keys that are equal in host, port, priority, weight and text count once; else"
                  + " each has its share of the weight")
          .withDefaultWords("true for skydns, false for coredns");
  public static final Parameter<Boolean> SKYDNS_OWN_KEYS =
      Parameter.of(
              "skydnsOwnKeys",
              "skydns-own-keys",
              ValueTypes.onOff(),
              "whether a name that has keys below it is answered with its own key too")
          .withDefaultWords("true for skydns, false for coredns");

  public static final Parameter<Map<String, List<String>>> SKYDNS_ENVIRONMENTS =
      Parameter.of(
              "skydnsEnvironments",
              "skydns-environments",
              ValueTypes.listsByName("ENV=/PATH,/PATH;…"),
              "environments with the keys below which theirs are; all other keys are everyone's")
          .withDefaultWords("the key of each environment's name in each of skydnsDomains");

  public static final SettingsSection<SkydnsSettings> SECTION =
      SettingsSection.of(
          Stream.concat(
                  ETCD.rows().stream(),
                  Stream.of(
                      ETCD_TIMEOUT_SECONDS,
                      SKYDNS_ZK,
                      SKYDNS_PREFIX,
                      SKYDNS_DOMAINS,
                      SKYDNS_RULES,
                      SKYDNS_TTL_SECONDS,
                      SKYDNS_NEGATIVE_TTL_SECONDS,
                      SKYDNS_LEAST_LEASE_TTL_SECONDS,
                      SKYDNS_ONE_TTL,
                      SKYDNS_MOST_ALIASES,
                      SKYDNS_LEAST_WEIGHT,
                      SKYDNS_APEX_KEYS,
                      SKYDNS_EQUAL_KEYS_ONCE,
                      SKYDNS_OWN_KEYS,
                      SKYDNS_ENVIRONMENTS))
              .toList(),
          SkydnsParameters::read);

  private SkydnsParameters() {}

  private static SkydnsSettings read(Values values) {
    Optional<EtcdSettings> etcd = ETCD.read(values, values.get(ETCD_TIMEOUT_SECONDS));
    Optional<ZooKeeperOptions> zooKeeper = values.find(SKYDNS_ZK);
    if (etcd.isPresent() && zooKeeper.isPresent()) {
      values.problem(
          SKYDNS_ZK, "etcd is given too; the keys come from one of them, so leave one out");
    }
    return new SkydnsSettings(
        etcd,
        zooKeeper,
        values.get(SKYDNS_PREFIX),
        values.get(SKYDNS_DOMAINS),
        rules(values),
        values
            .find(SKYDNS_ENVIRONMENTS)
            .map(
                given ->
                    new KeySubtrees(values, values.get(SKYDNS_PREFIX), values.get(SKYDNS_DOMAINS))
                        .read(given)));
  }

  private static SkydnsRules rules(Values values) {
    SkydnsRules usual =
        values.get(SKYDNS_RULES) == RulesChoice.COREDNS ? SkydnsRules.COREDNS : SkydnsRules.SKYDNS;
    return new SkydnsRules(
        seconds(values.find(SKYDNS_TTL_SECONDS), usual.ttl()),
        (int) values.get(SKYDNS_NEGATIVE_TTL_SECONDS).toSeconds(),
        seconds(values.find(SKYDNS_LEAST_LEASE_TTL_SECONDS), usual.leastLeaseTtl()),
        usual.mostLeaseTtl(),
        values.find(SKYDNS_ONE_TTL).orElse(usual.oneTtl()),
        values.find(SKYDNS_MOST_ALIASES).orElse(usual.mostAliases()),
        values.find(SKYDNS_LEAST_WEIGHT).orElse(usual.leastWeight()),
        values.find(SKYDNS_APEX_KEYS).orElse(usual.apexKeys()),
        values.find(SKYDNS_EQUAL_KEYS_ONCE).orElse(usual.equalKeysOnce()),
        values.find(SKYDNS_OWN_KEYS).orElse(usual.ownKeys()));
  }

  private static int seconds(Optional<Duration> given, int otherwise) {
    return given.map(duration -> (int) duration.toSeconds()).orElse(otherwise);
  }

  private static Name domain(String text) {
    Name name;
    try {
      name = KeyNames.written(text.strip()).canonicalize();
      var unused = Name.concatenate(Name.fromConstantString("hostmaster"), name);
    } catch (IllegalArgumentException | NameTooLongException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a name: " + e.getMessage() + "; write one as skydns.local", e);
    }
    if (name.equals(Name.root) || REVERSE.contains(name.toString()) || name.isWild()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" can't be a domain of keys; write a name as skydns.local");
    }
    return name;
  }
}
