package io.herald.benchmarks.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A cluster of any number of running tasks, the same one for the same number: three frameworks with
 * a half, 15% and 35% of the tasks, services of 4 to 16 tasks, twenty tasks to an agent, two named
 * ports and one container address each. Immutable.
 */
record SyntheticCluster(List<Framework> frameworks, List<Agent> agents, List<Task> tasks) {

  static final String ID = "5d0a6a1e-94c7-4b0c-8f6e-5e1f0b6a77d1";

  private static final int[] SERVICE_SIZES = {4, 8, 10, 10, 12, 16};
  private static final int TASKS_PER_AGENT = 20;
  private static final int FIRST_PORT = 31_000;
  private static final int PORT_PAIRS = 480;

  record Framework(String id, String name, String pid, String hostname) {}

  record Agent(String id, String hostname, String address) {}

  /**
   * A task of service {@code service} with the ports {@code port} ("http", tcp) and the one after
   * it ("admin").
   *
   * @param discoveryName as the framework wrote it; dots for TwitterScheduler's
   * @param label the one label that Mesos-DNS makes of it
   */
  record Task(
      int service,
      String id,
      String name,
      Framework framework,
      Agent agent,
      String discoveryName,
      String label,
      String container,
      String address,
      int port) {

    String adminProtocol() {
      return service % 2 == 0 ? "tcp" : "udp";
    }

    /** The same task after a restart somewhere else: another id, agent, port and address. */
    Task replaced(int generation, Agent on) {
      int moved = FIRST_PORT + ((port - FIRST_PORT) / 2 + generation) % PORT_PAIRS * 2;
      return new Task(
          service,
          baseId(id) + "~" + generation,
          name,
          framework,
          on,
          discoveryName,
          label,
          container,
          otherAddress(address, generation),
          moved);
    }

    private static String baseId(String id) {
      int mark = id.lastIndexOf('~');
      return mark < 0 ? id : id.substring(0, mark);
    }

    private static String otherAddress(String address, int generation) {
      return "172." + (64 + generation % 64) + address.substring(address.indexOf('.', 4));
    }
  }

  static SyntheticCluster of(int tasks) {
    Random random = new Random(20_260_704L);
    List<Framework> frameworks =
        List.of(
            new Framework(ID + "-0000", "marathon", upid(random, "10.200.0.1:8080"), "fw0.example"),
            new Framework(ID + "-0001", "chronos", upid(random, "10.200.0.2:4400"), "fw1.example"),
            new Framework(
                ID + "-0002", "TwitterScheduler", upid(random, "10.200.0.3:8083"), "fw2.example"));
    List<Agent> agents = new ArrayList<>();
    for (int i = 0; i < Math.max(2, tasks / TASKS_PER_AGENT); i++) {
      agents.add(new Agent(ID + "-S" + i, "agent-" + i + ".example", address(10, 1, i)));
    }
    List<Task> all = new ArrayList<>(tasks);
    int[] untilTask = {tasks / 2, tasks / 2 + tasks * 3 / 20, tasks};
    int service = 0;
    for (int f = 0; f < frameworks.size(); f++) {
      while (all.size() < untilTask[f]) {
        int size = SERVICE_SIZES[service % SERVICE_SIZES.length];
        for (int i = 0; i < size && all.size() < untilTask[f]; i++) {
          all.add(task(random, service, i, frameworks.get(f), agents, all.size()));
        }
        service++;
      }
    }
    return new SyntheticCluster(frameworks, List.copyOf(agents), List.copyOf(all));
  }

  private static Task task(
      Random random,
      int service,
      int instance,
      Framework framework,
      List<Agent> agents,
      int number) {
    boolean aurora = framework.name().equals("TwitterScheduler");
    String role = String.format("role%02d", service % 40);
    String environment = List.of("prod", "staging", "devel").get(service % 3);
    String base = String.format(aurora ? "svc%05d" : framework.name() + "-%05d", service);
    String discovery = aurora ? base + "." + environment + "." + role : base;
    String uuid = uuid(random);
    return new Task(
        service,
        aurora
            ? String.join("-", role, environment, base, Integer.toString(instance), uuid)
            : base + "." + uuid,
        aurora ? String.join("/", role, environment, base) : base,
        framework,
        agents.get(random.nextInt(agents.size())),
        discovery,
        discovery.replace('.', '-'),
        uuid(random),
        address(172, 16, number),
        FIRST_PORT + 2 * random.nextInt(PORT_PAIRS));
  }

  /** A share of the tasks, another one for each generation, is replaced; 0 to 1. */
  SyntheticCluster changed(int generation, double share) {
    Random random = new Random(generation);
    List<Task> changed = new ArrayList<>(tasks.size());
    for (Task task : tasks) {
      changed.add(
          random.nextDouble() < share
              ? task.replaced(generation, agents.get(random.nextInt(agents.size())))
              : task);
    }
    return new SyntheticCluster(frameworks, agents, changed);
  }

  private static String address(int first, int second, int number) {
    return first
        + "."
        + (second + number / 62_500)
        + "."
        + number / 250 % 250
        + "."
        + (1 + number % 250);
  }

  private static String upid(Random random, String address) {
    return "scheduler-" + uuid(random) + "@" + address;
  }

  private static String uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }
}
