package io.herald.dns.naming;

import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the tasks of each name: how many there are, how many of them are healthy, how many have a
 * weight label. Tasks have one name if they were given the same in frameworks of the same name.
 * Used by one thread at a time.
 */
final class Services {

  /**
   * A name that tasks share.
   *
   * @param framework the framework's name as in DNS
   * @param name as given, in lower case
   */
  record Key(String framework, String name) {}

  /** One name's counts. */
  private static final class Service {
    private int tasks;
    private int healthy;
    private int weighted;
  }

  /**
   * A name's standing as it was, and how many of its tasks no change has touched since.
   *
   * @param untouched in an array, as it counts down
   */
  private record Before(Standing standing, int[] untouched) {}

  private final LabelRules rules;
  private final Publication publication;
  private final NameClaims claims;
  private final Map<Key, Service> services = new HashMap<>();

  /** Names of frameworks as in DNS, by framework id: made once, not for each task. */
  private final Map<String, String> fragments = new HashMap<>();

  /** How many frameworks have a name, as given. */
  private final Map<String, Integer> frameworks = new HashMap<>();

  private final Map<Key, Before> before = new HashMap<>();

  Services(LabelRules rules, Publication publication, NameClaims claims) {
    this.rules = rules;
    this.publication = publication;
    this.claims = claims;
  }

  /** The framework is there from now on; an older version of it was removed before. */
  void put(Framework framework) {
    fragments.put(framework.id(), rules.fragment(framework.name()));
    if (frameworks.merge(framework.name(), 1, Integer::sum) == 1) {
      claims.claim(names(framework), named(framework));
    }
  }

  void remove(Framework framework) {
    fragments.remove(framework.id());
    if (frameworks.computeIfPresent(
            framework.name(), (name, count) -> count == 1 ? null : count - 1)
        == null) {
      claims.release(names(framework), named(framework));
    }
  }

  Key key(Task task, Framework framework) {
    String known = fragments.get(framework.id());
    String fragment = known == null ? rules.fragment(framework.name()) : known;
    return new Key(fragment, NameFitter.lowerCase(TaskName.given(task)));
  }

  Standing standing(Key key) {
    Service service = services.get(key);
    return service == null
        ? Standing.ALONE
        : new Standing(service.healthy > 0, service.weighted > 0);
  }

  /** Counts a task in; false if it isn't published and so doesn't count. */
  boolean join(Key key, Task task) {
    if (!counts(task)) {
      return false;
    }
    remember(key);
    Service service = services.get(key);
    if (service == null) {
      service = new Service();
      services.put(key, service);
      claims.claim(names(key), key);
    }
    service.tasks++;
    service.healthy += Publication.isHealthy(task) ? 1 : 0;
    service.weighted += DnsLabels.hasWeight(task) ? 1 : 0;
    return true;
  }

  /** Counts a task out that was counted in under this name. */
  void leave(Key key, Task task) {
    if (!counts(task)) {
      return;
    }
    remember(key).untouched()[0]--;
    Service service = services.get(key);
    if (service == null) {
      throw new IllegalStateException("task " + task.key() + " leaves " + key + ", where none is");
    }
    service.tasks--;
    service.healthy -= Publication.isHealthy(task) ? 1 : 0;
    service.weighted -= DnsLabels.hasWeight(task) ? 1 : 0;
    if (service.tasks == 0) {
      services.remove(key);
      claims.release(names(key), key);
    }
  }

  /**
   * The names whose standing was changed by what joined and left since the last call and that have
   * tasks which did neither, with the standing that they had.
   */
  Map<Key, Standing> shifted() {
    Map<Key, Standing> shifted = new HashMap<>();
    before.forEach(
        (key, then) -> {
          if (then.untouched()[0] > 0 && !standing(key).equals(then.standing())) {
            shifted.put(key, then.standing());
          }
        });
    before.clear();
    return shifted;
  }

  /** Whether a task is counted: one that is not published for itself has no say. */
  private boolean counts(Task task) {
    return TaskRecords.isPublished(publication, task, Standing.ALONE);
  }

  private Before remember(Key key) {
    return before.computeIfAbsent(
        key,
        k -> {
          Service service = services.get(k);
          return new Before(standing(k), new int[] {service == null ? 0 : service.tasks});
        });
  }

  private List<String> names(Framework framework) {
    String fragment = rules.fragment(framework.name());
    return fragment.isEmpty() ? List.of() : List.of(fragment, fragment + ".slave");
  }

  private static String named(Framework framework) {
    return "framework \"" + framework.name() + "\"";
  }

  private List<String> names(Key key) {
    return TaskName.forms(rules, key.name(), true, (kind, what) -> {}).stream()
        .map(form -> form + "." + key.framework())
        .toList();
  }
}
