package io.herald.dns.naming.claims;

import io.herald.catalog.model.Framework;
import io.herald.catalog.model.Task;
import io.herald.dns.naming.names.LabelRules;
import io.herald.dns.naming.names.TaskName;
import io.herald.dns.naming.records.NameStatus;
import io.herald.dns.naming.records.TaskRecords;
import io.herald.runtime.text.Ascii;
import io.herald.services.instance.InstanceLabels;
import io.herald.services.instance.Publication;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tasks of each name: how many there are, how many of them are healthy, how many have a
 * weight label. Tasks have one name if they were given the same in frameworks of the same name.
 * Used by one thread at a time.
 */
public final class TaskNames {

  /**
   * A name that tasks share.
   *
   * @param framework the framework's name as in DNS
   * @param name as given, in lower case
   */
  public record Key(String framework, String name) {}

  /** One name's counts. */
  private static final class Service {
    private int tasks;
    private int healthy;
    private int weighted;

    /** Of them those whose DiscoveryInfo has the name: it has dots for them whoever else does. */
    private int discovered;

    /** The name with dots, relative to the domain, if those without DiscoveryInfo want it. */
    private @Nullable String wanted;
  }

  /**
   * A name's standing as it was, and how many of its tasks no change has touched since.
   *
   * @param untouched in an array, as it counts down
   */
  private record Before(NameStatus standing, int[] untouched) {}

  private final LabelRules rules;
  private final boolean dotted;
  private final Publication publication;
  private final NameClaims claims;
  private final Map<Key, Service> services = new HashMap<>();

  /** Names of frameworks as in DNS, by framework id: made once, not for each task. */
  private final Map<String, String> fragments = new HashMap<>();

  /** How many frameworks have a name, as given. */
  private final Map<String, Integer> frameworks = new HashMap<>();

  private final Map<Key, Before> before = new HashMap<>();

  public TaskNames(LabelRules rules, boolean dotted, Publication publication, NameClaims claims) {
    this.rules = rules;
    this.dotted = dotted;
    this.publication = publication;
    this.claims = claims;
  }

  /** The framework is there from now on; an older version of it was removed before. */
  public void put(Framework framework) {
    fragments.put(framework.id(), rules.fragment(framework.name()));
    if (frameworks.merge(framework.name(), 1, Integer::sum) == 1) {
      claim(names(framework), named(framework));
    }
  }

  public void remove(Framework framework) {
    fragments.remove(framework.id());
    if (frameworks.computeIfPresent(
            framework.name(), (name, count) -> count == 1 ? null : count - 1)
        == null) {
      release(names(framework), named(framework));
    }
  }

  public Key key(Task task, Framework framework) {
    String known = fragments.get(framework.id());
    String fragment = known == null ? rules.fragment(framework.name()) : known;
    return new Key(fragment, Ascii.lowerCase(TaskName.given(task)));
  }

  public NameStatus standing(Key key) {
    Service service = services.get(key);
    return service == null
        ? NameStatus.ALONE
        : NameStatus.of(
            service.healthy > 0,
            service.weighted > 0,
            service.discovered == 0
                && (service.wanted == null || claims.isFreeFor(service.wanted, key)));
  }

  /** Counts a task in; false if it isn't published and so doesn't count. */
  public boolean join(Key key, Task task) {
    InstanceLabels labels = new InstanceLabels(task);
    if (!TaskRecords.isPublished(publication, task, labels, NameStatus.ALONE)) {
      return false;
    }
    remember(key);
    Service service = services.get(key);
    if (service == null) {
      service = new Service();
      services.put(key, service);
      claim(names(key), key);
      want(key, service);
    }
    discovered(key, service, task, 1);
    service.tasks++;
    service.healthy += Publication.isHealthy(task) ? 1 : 0;
    service.weighted += labels.anyWeight() ? 1 : 0;
    return true;
  }

  /** Counts a task out that had this name; false if it wasn't counted. */
  public boolean leave(Key key, Task task) {
    InstanceLabels labels = new InstanceLabels(task);
    if (!TaskRecords.isPublished(publication, task, labels, NameStatus.ALONE)) {
      return false;
    }
    remember(key).untouched()[0]--;
    Service service = services.get(key);
    if (service == null) {
      throw new IllegalStateException("task " + task.key() + " leaves " + key + ", where none is");
    }
    service.tasks--;
    service.healthy -= Publication.isHealthy(task) ? 1 : 0;
    service.weighted -= labels.anyWeight() ? 1 : 0;
    discovered(key, service, task, -1);
    if (service.tasks == 0) {
      unwant(key, service);
      services.remove(key);
      release(names(key), key);
    }
    return true;
  }

  /**
   * The names whose standing was changed by what joined and left since the last call and that have
   * tasks which did neither, with the standing that they had.
   */
  public Map<Key, NameStatus> shifted() {
    Map<Key, NameStatus> shifted = new HashMap<>();
    before.forEach(
        (key, then) -> {
          if (then.untouched()[0] > 0 && !standing(key).equals(then.standing())) {
            shifted.put(key, then.standing());
          }
        });
    before.clear();
    return shifted;
  }

  private Before remember(Key key) {
    return before.computeIfAbsent(
        key,
        k -> {
          Service service = services.get(k);
          return new Before(standing(k), new int[] {service == null ? 0 : service.tasks});
        });
  }

  /** Counts a task with DiscoveryInfo; the first has the name with dots, the last gives it up. */
  private void discovered(Key key, Service service, Task task, int change) {
    if (TaskName.discovery(task).isEmpty()) {
      return;
    }
    boolean before = service.discovered > 0;
    service.discovered += change;
    if (service.discovered > 0 && !before) {
      unwant(key, service);
      claim(discoveryName(key), key);
    } else if (service.discovered == 0 && before) {
      release(discoveryName(key), key);
      want(key, service);
    }
  }

  private void want(Key key, Service service) {
    Optional<String> name =
        dotted
            ? TaskName.dotted(rules, key.name()).map(form -> form + "." + key.framework())
            : Optional.empty();
    if (name.isPresent()) {
      claims.wantedOnlyBy(List.of(name.get())).forEach(this::remember);
      claims.want(name.get(), key);
      service.wanted = name.get();
    }
  }

  private void unwant(Key key, Service service) {
    if (service.wanted != null) {
      claims.wantedOtherwiseBy(service.wanted, key).forEach(this::remember);
      claims.unwant(service.wanted, key);
      service.wanted = null;
    }
  }

  /** Who wants one of these names doesn't have it from now on. */
  private void claim(List<String> names, Object claimant) {
    claims.wantedOnlyBy(names).forEach(this::remember);
    claims.claim(names, claimant);
  }

  private void release(List<String> names, Object claimant) {
    claims.wantedOnlyBy(names).forEach(this::remember);
    claims.release(names, claimant);
  }

  private List<String> names(Framework framework) {
    String fragment = rules.fragment(framework.name());
    return fragment.isEmpty() ? List.of() : List.of(fragment, fragment + ".slave");
  }

  private static String named(Framework framework) {
    return "framework \"" + framework.name() + "\"";
  }

  private List<String> names(Key key) {
    return names(key, false);
  }

  /** What a DiscoveryInfo name adds to {@link #names(Key)}. */
  private List<String> discoveryName(Key key) {
    List<String> names = new ArrayList<>(names(key, true));
    names.removeAll(names(key));
    return names;
  }

  private List<String> names(Key key, boolean discovery) {
    return TaskName.forms(rules, key.name(), discovery, (kind, what) -> {}).stream()
        .map(form -> form + "." + key.framework())
        .toList();
  }
}
