package io.herald.publish.config;

import io.herald.etcd.config.EtcdParameters;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.SettingsSection;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.skydns.message.SkydnsTree;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The parameters of a publisher beside DNS, where their names begin with {@code publish}. Alone it
 * has the same ones with shorter names ({@link PublishRows}).
 */
public final class PublishParameters {

  public static final EtcdParameters ETCD =
      EtcdParameters.of(
          "publishEtcd",
          "publish-etcd",
          "write every instance into etcd as SkyDNS and CoreDNS read it");

  public static final PublishRows ROWS = PublishRows.of("publish", "publish-");

  /** Beside DNS: without {@link #ETCD} nothing is published. The zone is DNS' own. */
  public static final SettingsSection<Optional<PublishPlan>> BESIDE_DNS =
      SettingsSection.of(
          Stream.concat(ETCD.rows().stream(), ROWS.rows().stream()).toList(),
          PublishParameters::read);

  private PublishParameters() {}

  private static Optional<PublishPlan> read(Values values) {
    PublishRows.Choices choices = ROWS.read(values);
    return ETCD.read(values).map(etcd -> new PublishPlan(etcd, choices));
  }

  /**
   * The rows that say how keys are written.
   *
   * @param prefix of all keys
   * @param name of the publisher
   * @param leaseSeconds of the election
   */
  public record PublishRows(
      Parameter<SkydnsTree> prefix, Parameter<String> name, Parameter<Duration> leaseSeconds) {

    /** Rows that begin so. */
    public static PublishRows of(String key, String flag) {
      return new PublishRows(
          Parameter.of(
                  camel(key, "prefix"),
                  flag + "prefix",
                  ValueTypes.parsed("PATH", SkydnsTree::new, SkydnsTree::prefix),
                  "where SkyDNS or CoreDNS looks for names in etcd: the path option of CoreDNS'"
                      + " etcd plugin")
              .withDefault(SkydnsTree.DEFAULT),
          Parameter.of(
                  camel(key, "name"),
                  flag + "name",
                  ValueTypes.parsed("NAME", PublishParameters::name, text -> text),
                  "name of the publisher, which stands in each value: of several publishers with the"
                      + " same name one writes; keys of another name are never touched")
              .withDefault(PublishSettings.DEFAULT_PUBLISHER),
          Parameter.of(
                  camel(key, "leaseSeconds"),
                  flag + "lease-seconds",
                  ValueTypes.seconds(
                      new Range(
                          PublishSettings.LEAST_LEASE_SECONDS, PublishSettings.MOST_LEASE_SECONDS)),
                  "seconds after which another publisher takes over from one that has died; the keys"
                      + " live three times as long without any")
              .withDefault(PublishSettings.DEFAULT_LEASE));
    }

    private static String camel(String key, String word) {
      return key.isEmpty() ? word : key + Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** All of them, in the order of the help. */
    public List<Parameter<?>> rows() {
      return List.of(prefix, name, leaseSeconds);
    }

    /** What they come to. */
    public Choices read(Values values) {
      return new Choices(values.get(prefix), values.get(name), values.get(leaseSeconds));
    }

    /** What the operator chose. */
    public record Choices(SkydnsTree prefix, String name, Duration lease) {

      /** With the zone, which is chosen elsewhere. */
      public PublishSettings in(String zone) {
        return new PublishSettings(prefix, zone, name, lease);
      }
    }
  }

  private static String name(String text) {
    PublishSettings.requireName(text);
    return text;
  }
}
