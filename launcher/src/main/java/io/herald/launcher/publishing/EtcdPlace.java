package io.herald.launcher.publishing;

import io.herald.dns.naming.names.LabelRules;
import io.herald.etcd.EtcdSettings;
import io.herald.etcd.config.EtcdParameters;
import io.herald.executor.announce.Announcers;
import io.herald.jobs.Job;
import io.herald.launcher.announcing.AnnouncePlace;
import io.herald.publish.config.PublishSettings;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import io.herald.skydns.answer.KeyNames;
import io.herald.skydns.message.SkydnsTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;

/** etcd, where {@code herald announce} registers what runs beside Mesos as SkyDNS has it. */
public final class EtcdPlace implements AnnouncePlace {

  /** A later run knows the keys of an earlier one by it. */
  private static final String PUBLISHER = "herald-announce";

  private static final String EXAMPLE = "one as zookeeper.prod.skydns.local";
  private static final Name LONGEST_NUMBER =
      Name.fromConstantString(String.valueOf(Integer.MAX_VALUE));

  private static final EtcdParameters ETCD =
      EtcdParameters.of(
          "etcd", "etcd", "register the instance in etcd as SkyDNS and CoreDNS read it");

  private static final Parameter<SkydnsTree> PREFIX =
      Parameter.of(
              "skydnsPrefix",
              "skydns-prefix",
              ValueTypes.parsed("PATH", SkydnsTree::new, SkydnsTree::prefix),
              "where SkyDNS or CoreDNS looks for names in etcd")
          .withDefault(SkydnsTree.DEFAULT);
  private static final Parameter<String> NAME =
      Parameter.of(
          "skydnsName",
          "skydns-name",
          ValueTypes.parsed("NAME", EtcdPlace::name, name -> name),
          "name of the service in DNS, its domain included; the instance's number stands before"
              + " it; if not given, NAME.ENVIRONMENT.skydns.local of the job's key");
  private static final Parameter<Duration> LEASE_SECONDS =
      Parameter.of(
              "etcdLeaseSeconds",
              "etcd-lease-seconds",
              ValueTypes.seconds(
                  new Range(
                      PublishSettings.LEAST_LEASE_SECONDS, PublishSettings.MOST_LEASE_SECONDS)),
              "seconds that the key outlives a process that was killed, and its TTL")
          .withDefault(PublishSettings.DEFAULT_LEASE);

  @Override
  public List<Parameter<?>> parameters() {
    List<Parameter<?>> rows = new ArrayList<>(ETCD.rows());
    rows.addAll(List.of(PREFIX, NAME, LEASE_SECONDS));
    return rows;
  }

  @Override
  public String flag() {
    return ETCD.endpoints().flag();
  }

  @Override
  public Optional<Announcers> read(Values values, Optional<Job> job) {
    Optional<EtcdSettings> etcd = ETCD.read(values);
    Optional<String> name =
        values
            .find(NAME)
            .or(
                () ->
                    job.map(
                        one ->
                            LabelRules.RFC1123.label(one.key().name())
                                + "."
                                + LabelRules.RFC1123.label(one.key().environment())
                                + ".skydns.local"));
    return etcd.isPresent() && name.isPresent()
        ? Optional.of(
            new EtcdAnnouncers(
                etcd.get(),
                new EtcdAnnouncers.Place(
                    values.get(PREFIX), name.get(), PUBLISHER, values.get(LEASE_SECONDS))))
        : Optional.empty();
  }

  private static String name(String text) {
    Name name;
    try {
      name = KeyNames.written(text);
      var unused = Name.concatenate(LONGEST_NUMBER, name);
    } catch (IllegalArgumentException | NameTooLongException e) {
      throw new IllegalArgumentException(
          "it is not a name: " + e.getMessage() + "; write " + EXAMPLE, e);
    }
    if (name.equals(Name.root) || name.isWild()) {
      throw new IllegalArgumentException("no service can have this name; write " + EXAMPLE);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
