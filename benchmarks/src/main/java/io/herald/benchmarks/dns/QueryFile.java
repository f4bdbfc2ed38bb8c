package io.herald.benchmarks.dns;

import io.herald.dns.naming.names.TaskHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Questions about a synthetic cluster in dnsperf's form: 45% A (canonical names, services, services
 * at their agents' addresses 9:9:2), 45% SRV (half of them with a port's name), 10% names that
 * don't exist. The same ones for the same cluster.
 */
final class QueryFile {

  private QueryFile() {}

  static List<String> questions(SyntheticCluster cluster, int count) {
    Random random = new Random(53);
    List<String> questions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      SyntheticCluster.Task task = cluster.tasks().get(random.nextInt(cluster.tasks().size()));
      questions.add(question(task, random));
    }
    return questions;
  }

  static void write(SyntheticCluster cluster, int count, Path file) throws IOException {
    Files.write(file, questions(cluster, count));
  }

  /** The name under which the task's service has its addresses. */
  static String service(SyntheticCluster.Task task) {
    return task.label() + "." + domain(task);
  }

  private static String domain(SyntheticCluster.Task task) {
    return task.framework().name().toLowerCase(Locale.ROOT) + ".mesos";
  }

  private static String question(SyntheticCluster.Task task, Random random) {
    String framework = domain(task);
    int kind = random.nextInt(100);
    if (kind < 10) {
      return String.format("none%06d.%s A", random.nextInt(1_000_000), framework);
    } else if (kind < 55) {
      int form = random.nextInt(20);
      if (form < 9) {
        String agent = task.agent().id();
        String tail = agent.substring(agent.lastIndexOf('-') + 1).toLowerCase(Locale.ROOT);
        return task.label() + "-" + TaskHash.of(task.id()) + "-" + tail + "." + framework + " A";
      }
      return form < 18
          ? service(task) + " A"
          : task.label() + "." + framework.replace(".mesos", ".slave.mesos") + " A";
    }
    String port = random.nextBoolean() ? "_http." : "";
    return port + "_" + task.label() + "._tcp." + framework + " SRV";
  }
}
