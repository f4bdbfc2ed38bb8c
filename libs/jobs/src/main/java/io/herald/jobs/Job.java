package io.herald.jobs;

import static java.util.Collections.unmodifiableSortedMap;

import io.herald.jobs.port.PortNumbers;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.Protocol;
import io.herald.jobs.port.RequestedPorts;
import io.herald.jobs.port.ResolvedPort;
import io.herald.jobs.template.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A job: a number of instances of one command, and how they are run, checked, found and stopped.
 *
 * <p>A job that exists keeps the rules of {@link JobRules}. Command, variables and a shell check
 * may hold templates (see {@link TemplateValues}).
 *
 * @param service whether an instance that ends well is started again
 * @param instances how many, from 1
 * @param maxTaskFailures an instance that failed this often is not restarted; -1: no limit;
 *     services are always restarted
 * @param command shell command line
 * @param variables of the command's process environment
 * @param ports declared ones; {@link #requestedPorts} are those to take from an offer
 * @param announce absent: the instances aren't announced
 * @param healthCheck absent: an instance is healthy while it runs
 * @param lifecycle absent: the executor's settings
 * @param metadata free text, which reaches Mesos as labels of the task, with Aurora's prefix
 * @param labels of the task, which reach Mesos as they are: {@code HAPROXY_GROUP}, …
 * @param tier Aurora's scheduling tier, which reaches Mesos as a label of the task
 * @param constraints what an agent's attributes must say: attribute to value
 * @param discovery what is said to those who look for the job
 */
public record Job(
    JobKey key,
    boolean service,
    int instances,
    int maxTaskFailures,
    String command,
    SortedMap<String, String> variables,
    Resources resources,
    List<PortRequest> ports,
    Optional<Announce> announce,
    Optional<HealthCheck> healthCheck,
    Optional<Lifecycle> lifecycle,
    SortedMap<String, String> metadata,
    SortedMap<String, String> labels,
    Optional<String> tier,
    SortedMap<String, String> constraints,
    DiscoverySettings discovery)
    implements Launchable {

  private static final SortedMap<String, String> NO_LABELS = unmodifiableSortedMap(new TreeMap<>());

  /**
   * Checks all rules.
   *
   * @throws InvalidJobException with every rule that is broken
   */
  public Job {
    variables = unmodifiableSortedMap(new TreeMap<>(variables));
    ports = List.copyOf(ports);
    metadata = unmodifiableSortedMap(new TreeMap<>(metadata));
    labels = unmodifiableSortedMap(new TreeMap<>(labels));
    constraints = unmodifiableSortedMap(new TreeMap<>(constraints));
    List<Violation> violations =
        new JobRules(
                instances,
                maxTaskFailures,
                command,
                variables,
                resources,
                ports,
                announce,
                healthCheck,
                lifecycle,
                metadata,
                labels,
                constraints,
                discovery)
            .violations();
    if (!violations.isEmpty()) {
      throw new InvalidJobException(violations);
    }
  }

  /** A builder that holds the defaults. */
  public static Builder builder(JobKey key, String command) {
    return new Builder(key, command);
  }

  /** {@code role/environment/name}. */
  @Override
  public String path() {
    return key.path();
  }

  /** As in Aurora, where an update is asked for on its own. */
  @Override
  public boolean replacesTasks() {
    return false;
  }

  @Override
  public boolean readyOnceHealthy() {
    return false;
  }

  /** The same job with so many instances. */
  @Override
  public Job withInstances(int number) {
    return with(key, number);
  }

  /**
   * The same job in another environment: another one, beside this.
   *
   * @throws IllegalArgumentException if the text can't be one, see {@link JobKey#problemWith}
   */
  public Job withEnvironment(String environment) {
    return with(new JobKey(key.cluster(), key.role(), environment, key.name()), instances);
  }

  private Job with(JobKey itsKey, int number) {
    return new Job(
        itsKey,
        service,
        number,
        maxTaskFailures,
        command,
        variables,
        resources,
        ports,
        announce,
        healthCheck,
        lifecycle,
        metadata,
        labels,
        tier,
        constraints,
        discovery);
  }

  /** The names of the ports to take from an offer, for each instance. */
  @Override
  public SortedSet<String> requestedPorts() {
    return RequestedPorts.of(portmap(), referencedPorts(ports, command, variables, healthCheck));
  }

  /** The names of all ports that an instance will have. */
  public SortedSet<String> portNames() {
    SortedSet<String> names = new TreeSet<>(portmap().keySet());
    names.addAll(requestedPorts());
    return names;
  }

  /** The port numbers that the job gives itself, instead of taking them from an offer. */
  @Override
  public SortedSet<Integer> fixedPorts() {
    SortedSet<Integer> fixed = new TreeSet<>();
    for (String value : portmap().values()) {
      PortNumbers.read(value).ifPresent(number -> fixed.add(number));
    }
    return fixed;
  }

  /**
   * All ports by name: assigned, alias and static ones.
   *
   * @param assigned number by name, for all of {@link #requestedPorts}
   */
  public SortedMap<String, ResolvedPort> resolve(Map<String, Integer> assigned) {
    return PortResolver.resolve(portmap(), assigned);
  }

  /** What is spoken at a port: as declared for it or for the port that it is an alias of. */
  public Protocol protocol(ResolvedPort port) {
    return declared(port.name())
        .or(() -> port.aliasOf().flatMap(this::declared))
        .map(PortRequest::protocol)
        .orElse(Protocol.TCP);
  }

  /** The labels that the job gives a port: an alias has none of the port that it stands for. */
  public SortedMap<String, String> labels(ResolvedPort port) {
    return declared(port.name()).map(PortRequest::labels).orElse(NO_LABELS);
  }

  private Optional<PortRequest> declared(String port) {
    for (PortRequest request : ports) { // A handful; no map is worth its making.
      if (request.name().equals(port)) {
        return Optional.of(request);
      }
    }
    return Optional.empty();
  }

  private Map<String, String> portmap() {
    return announce.<Map<String, String>>map(Announce::portmap).orElse(Map.of());
  }

  /** The ports that a job uses by name, declared ones included. */
  static SortedSet<String> referencedPorts(
      List<PortRequest> ports,
      String command,
      Map<String, String> variables,
      Optional<HealthCheck> healthCheck) {
    SortedSet<String> referenced = new TreeSet<>();
    ports.forEach(port -> referenced.add(port.name()));
    texts(command, variables, healthCheck)
        .forEach(text -> referenced.addAll(Template.of(text).ports()));
    return referenced;
  }

  private static List<String> texts(
      String command, Map<String, String> variables, Optional<HealthCheck> healthCheck) {
    List<String> texts = new ArrayList<>(variables.values());
    texts.add(command);
    if (healthCheck.isPresent() && healthCheck.get().checker() instanceof HealthCheck.Shell shell) {
      texts.add(shell.command());
    }
    return texts;
  }

  /** Collects a job piece by piece; {@link #build} checks it. */
  public static final class Builder {
    private final JobKey key;
    private final String command;
    private boolean service = true;
    private int instances = 1;
    private int maxTaskFailures = 1;
    private SortedMap<String, String> variables = new TreeMap<>();
    private Resources resources = new Resources(0.1, 64L << 20, 64L << 20);
    private List<PortRequest> ports = List.of();
    private Optional<Announce> announce = Optional.empty();
    private Optional<HealthCheck> healthCheck = Optional.empty();
    private Optional<Lifecycle> lifecycle = Optional.empty();
    private SortedMap<String, String> metadata = new TreeMap<>();
    private SortedMap<String, String> labels = new TreeMap<>();
    private Optional<String> tier = Optional.empty();
    private SortedMap<String, String> constraints = new TreeMap<>();
    private DiscoverySettings discovery = DiscoverySettings.NONE;

    private Builder(JobKey key, String command) {
      this.key = key;
      this.command = command;
    }

    public Builder service(boolean value) {
      service = value;
      return this;
    }

    public Builder instances(int value) {
      instances = value;
      return this;
    }

    public Builder maxTaskFailures(int value) {
      maxTaskFailures = value;
      return this;
    }

    public Builder variables(Map<String, String> value) {
      variables = new TreeMap<>(value);
      return this;
    }

    public Builder resources(Resources value) {
      resources = value;
      return this;
    }

    public Builder ports(List<PortRequest> value) {
      ports = value;
      return this;
    }

    public Builder announce(Announce value) {
      announce = Optional.of(value);
      return this;
    }

    public Builder healthCheck(HealthCheck value) {
      healthCheck = Optional.of(value);
      return this;
    }

    public Builder lifecycle(Lifecycle value) {
      lifecycle = Optional.of(value);
      return this;
    }

    public Builder metadata(Map<String, String> value) {
      metadata = new TreeMap<>(value);
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = new TreeMap<>(value);
      return this;
    }

    public Builder tier(String value) {
      tier = Optional.of(value);
      return this;
    }

    public Builder constraints(Map<String, String> value) {
      constraints = new TreeMap<>(value);
      return this;
    }

    public Builder discovery(DiscoverySettings value) {
      discovery = value;
      return this;
    }

    /**
     * The job.
     *
     * @throws InvalidJobException with every rule that is broken
     */
    public Job build() {
      return new Job(
          key,
          service,
          instances,
          maxTaskFailures,
          command,
          variables,
          resources,
          ports,
          announce,
          healthCheck,
          lifecycle,
          metadata,
          labels,
          tier,
          constraints,
          discovery);
    }
  }
}
