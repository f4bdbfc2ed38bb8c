package io.herald.publish.keys;

import io.herald.catalog.model.Task;
import io.herald.publish.keys.KeyEndpoints.Endpoint;
import io.herald.services.instance.Instance;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.Publication;
import io.herald.skydns.message.SkydnsMessage;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The keys of all instances that share a name, and what stands at each: a pure function of them.
 * {@code /skydns/mesos/marathon/sise/HASH} holds address and port of one of sise's tasks, so that
 * SkyDNS and CoreDNS answer {@code sise.marathon.mesos} as the zone does:
 *
 * <ul>
 *   <li>A and AAAA: every host, once;
 *   <li>SRV: every port; the target is the key's own name, whose address is the host's;
 *   <li>the <b>group</b> is the name, so that the answer for {@code a.fw} doesn't hold {@code
 *       b.a.fw}, which to SkyDNS is a part of it;
 *   <li><b>priorities</b> are ten above those of labels, as SkyDNS takes 0 for 10; a <b>weight</b>
 *       is given once one task of the name has a label of it: 1 for those without.
 * </ul>
 */
public final class NameKeys {

  private static final int MOST_PRIORITY = 65535;

  private final KeyLayout layout;
  private final PublishRules rules;

  public NameKeys(KeyLayout layout, PublishRules rules) {
    this.layout = layout;
    this.rules = rules;
  }

  /**
   * The messages by key.
   *
   * @param instances all that share a name, in any order
   */
  public SortedMap<String, SkydnsMessage> of(List<Instance> instances) {
    List<Instance> published = published(instances);
    // As in the zone: of all that may be published, also of those that are unhealthy.
    boolean weighted =
        instances.stream()
            .map(Instance::task)
            .anyMatch(
                task -> rules.publication().admits(task, labels(task)) && labels(task).anyWeight());
    SortedMap<String, SkydnsMessage> keys = new TreeMap<>();
    published.forEach(instance -> add(instance, weighted, keys));
    return keys;
  }

  private List<Instance> published(List<Instance> instances) {
    Publication publication = rules.publication();
    boolean anyHealthy =
        instances.stream()
            .map(Instance::task)
            .anyMatch(
                task -> publication.admits(task, labels(task)) && Publication.isHealthy(task));
    return instances.stream()
        .filter(
            instance -> {
              Task task = instance.task();
              return publication.publishes(task, labels(task), anyHealthy);
            })
        .toList();
  }

  private static InstanceLabels labels(Task task) {
    return new InstanceLabels(task);
  }

  private void add(Instance instance, boolean weighted, Map<String, SkydnsMessage> keys) {
    List<List<String>> names = rules.names().names(instance);
    if (names.isEmpty()) {
      return;
    }
    String id = KeyIds.of(instance.task());
    long asked =
        labels(instance.task()).number("ttl", 0, Integer.MAX_VALUE).orElse((int) rules.ttl());
    // 0 would be SkyDNS' default, which is an hour.
    long ttl = Math.max(1, Math.min(asked, layout.mostTtl()));
    for (Endpoint endpoint : KeyEndpoints.of(instance, rules.sources())) {
      SkydnsMessage message =
          SkydnsMessage.of(endpoint.address().getHostAddress(), endpoint.port())
              .withTtl(ttl)
              .withPublisher(layout.publisher());
      if (endpoint.priority() > 0) {
        message =
            message.withPriority(
                Math.min(MOST_PRIORITY, endpoint.priority() + SkydnsMessage.DEFAULT_PRIORITY));
      }
      if (weighted) {
        message = message.withWeight(endpoint.weight().orElse(1));
      }
      for (List<String> name : names) {
        SkydnsMessage named = message.withGroup(String.join(".", name));
        layout.key(id + endpoint.id(), name).ifPresent(key -> keys.put(key, named));
      }
    }
  }
}
