package io.herald.executor.agent;

import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.health.HealthPlan;
import io.herald.executor.options.AddressMode;
import io.herald.executor.options.ExecutorOptions;
import io.herald.executor.probe.ProbeClient;
import io.herald.jobs.AnnounceWish;
import io.herald.jobs.JobKey;
import io.herald.jobs.file.AnnounceLabel;
import io.herald.jobs.handoff.Handoff;
import io.herald.jobs.port.PortResolver;
import io.herald.jobs.port.ResolvedPort;
import io.herald.proto.handoff.Announce;
import io.herald.proto.handoff.TaskHandoff;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * What follows from a task's label: how it is announced, and how it is checked from here. A pure
 * function of the task and the site.
 *
 * @param check absent: its health is what Mesos says
 */
record AgentTaskPlan(AnnounceRequest announcement, Optional<HealthPlan> check) {

  /** Of tasks that name no environment. */
  private static final String ENVIRONMENT = "prod";

  private static final String ANY_ROLE = "*";

  /** As an address is written; anything else would be looked up. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|[0-9a-fA-F:.%]*:.*");

  /**
   * Where the tasks run.
   *
   * @param hostname as the agent calls itself
   * @param owner who announces: written into each member, so that a later process knows its own
   * @param frameworks name by id
   * @param ofAgent the addresses of the machine, best first
   * @param options how is announced
   */
  record Site(
      String hostname,
      String owner,
      Map<String, String> frameworks,
      List<InetAddress> ofAgent,
      ExecutorOptions options) {}

  /**
   * Plans.
   *
   * @throws IllegalArgumentException with a sentence that names field, value and remedy, if it
   *     can't be announced as asked
   */
  static AgentTaskPlan of(AgentTask task, Site site) {
    AnnounceWish wish = AnnounceLabel.read(task.wish(), name -> task.ports().containsKey(name));
    SortedMap<String, Integer> ports = new TreeMap<>();
    for (ResolvedPort port :
        PortResolver.resolve(wish.announce().portmap(), task.ports()).values()) {
      ports.put(port.name(), port.number());
    }
    JobKey key = key(task, wish, site);
    String host = host(task, site);
    TaskHandoff handoff =
        TaskHandoff.newBuilder()
            .setJob(
                io.herald.proto.handoff.JobKey.newBuilder()
                    .setRole(key.role())
                    .setEnvironment(key.environment())
                    .setName(key.name()))
            .setInstance(wish.instance().orElseGet(() -> shard(task.key().task())))
            .setAnnounce(
                Announce.newBuilder()
                    .setPrimaryPort(wish.announce().primaryPort())
                    .setZkPath(wish.announce().zkPath().orElse(""))
                    .putAllLabels(task.labels())
                    .putAllLabels(AgentTask.mark(site.owner(), task.key())))
            .build();
    AnnounceRequest announcement =
        AnnounceRequest.of(
            handoff,
            site.options().serversetPath(),
            site.options().allowCustomServersetPath(),
            host,
            ports,
            task.key().task());
    String asked = isContainers(site.options()) ? host : ProbeClient.LOCALHOST;
    Optional<HealthPlan> check =
        wish.health()
            .flatMap(health -> HealthPlan.of(Handoff.healthCheck(health, Map.of()), asked, ports))
            .map(HealthPlan::neverFailing);
    return new AgentTaskPlan(announcement, check);
  }

  /** What the label leaves out is the task's: Aurora's task names say all three. */
  private static JobKey key(AgentTask task, AnnounceWish wish, Site site) {
    String[] parts = task.name().split("/", -1);
    boolean auroras = parts.length == 3;
    String role =
        task.role().isEmpty() || task.role().equals(ANY_ROLE)
            ? site.frameworks().getOrDefault(task.key().framework(), "")
            : task.role();
    String environment =
        task.discoveryEnvironment().isEmpty() ? ENVIRONMENT : task.discoveryEnvironment();
    String name = task.discoveryName().isEmpty() ? task.name() : task.discoveryName();
    return new JobKey(
        "",
        part("role", wish.role(), auroras ? parts[0] : role),
        part("environment", wish.environment(), auroras ? parts[1] : environment),
        part("name", wish.name(), auroras ? parts[2] : name));
  }

  private static String part(String field, Optional<String> given, String otherwise) {
    String value = given.orElse(otherwise);
    JobKey.problemWith(value)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  field
                      + ": the task's own can't be part of a ServerSet's path, as "
                      + problem
                      + "; or write "
                      + field
                      + ": NAME into the label");
            });
    return value;
  }

  private static String host(AgentTask task, Site site) {
    return site.options()
        .announcerHostname()
        .orElseGet(
            () ->
                site.options()
                    .announcerAddress()
                    .host(site.hostname(), new Addresses(site.ofAgent(), addresses(task))));
  }

  private static boolean isContainers(ExecutorOptions options) {
    return options.announcerHostname().isEmpty()
        && (options.announcerAddress() == AddressMode.CONTAINER_IP
            || options.announcerAddress() == AddressMode.CONTAINER_IPV6);
  }

  /** What is no address is left out; if there is no other, that is told. */
  private static List<InetAddress> addresses(AgentTask task) {
    return task.changing().addresses().stream()
        .filter(text -> ADDRESS.matcher(text).matches())
        .flatMap(text -> address(text).stream())
        .toList();
  }

  private static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  private record Addresses(List<InetAddress> ofAgent, List<InetAddress> ofContainer)
      implements AddressMode.Addresses {}

  /**
   * The shard of a task that has no instance number: of its id, so that it stays the same, and two
   * tasks hardly ever share one.
   */
  static int shard(String taskId) {
    CRC32 sum = new CRC32();
    sum.update(taskId.getBytes(StandardCharsets.UTF_8));
    return (int) (sum.getValue() & Integer.MAX_VALUE);
  }
}
