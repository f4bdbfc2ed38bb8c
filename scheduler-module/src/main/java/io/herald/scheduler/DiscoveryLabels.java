package io.herald.scheduler;

import io.herald.jobs.DiscoverySettings;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.port.ResolvedPort;
import io.herald.scheduler.JobDetails.PortDetails;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of an extended DiscoveryInfo. Readers of Mesos' state find them at a port or at the
 * task's discovery object.
 */
public final class DiscoveryLabels {

  /** At an alias: the name of the port that it stands for. */
  public static final String ALIAS_OF = "io.herald.alias-of";

  /** At a port whose number the job gives: {@code true}. */
  public static final String STATIC = "io.herald.static";

  /** At the port that becomes the ServerSet member's serviceEndpoint: {@code true}. */
  public static final String PRIMARY = "io.herald.primary";

  /** At a task whose health is checked: {@code http}, {@code tcp} or {@code shell}. */
  public static final String HEALTH = "io.herald.health";

  /** The name of the port that a check over HTTP or TCP asks. */
  public static final String HEALTH_PORT = "io.herald.health.port";

  /** The path that a check over HTTP asks. */
  public static final String HEALTH_PATH = "io.herald.health.path";

  /** At a task that gets another share of the requests than the other instances: a number. */
  public static final String WEIGHT = "io.herald.weight";

  private static final String TRUE = "true";
  private static final SortedMap<String, String> NONE = Collections.emptySortedMap();

  private DiscoveryLabels() {}

  static SortedMap<String, String> ofPort(PortDetails details, JobDetails job) {
    ResolvedPort port = details.port();
    boolean isStatic = port.origin() == ResolvedPort.Origin.STATIC;
    boolean isPrimary =
        job.primaryPort().isPresent() && job.primaryPort().get().equals(port.name());
    if (!isStatic && !isPrimary && port.aliasOf().isEmpty()) {
      return details.labels();
    }
    SortedMap<String, String> labels = new TreeMap<>(details.labels());
    port.aliasOf().ifPresent(name -> labels.put(ALIAS_OF, name));
    if (isStatic) {
      labels.put(STATIC, TRUE);
    }
    if (isPrimary) {
      labels.put(PRIMARY, TRUE);
    }
    return labels;
  }

  static SortedMap<String, String> ofTask(JobDetails job) {
    SortedMap<String, String> own = job.settings().labels();
    if (job.healthCheck().isEmpty() && job.settings().weight().isEmpty()) {
      return own.isEmpty() ? NONE : own;
    }
    SortedMap<String, String> labels = new TreeMap<>(own);
    job.settings().weight().ifPresent(weight -> labels.put(WEIGHT, DiscoverySettings.text(weight)));
    job.healthCheck().ifPresent(check -> addHealth(check, labels));
    return labels;
  }

  private static void addHealth(HealthCheck check, SortedMap<String, String> labels) {
    if (check.checker() instanceof HealthCheck.Http http) {
      labels.put(HEALTH, http.tls() ? "https" : "http");
      labels.put(HEALTH_PORT, http.port());
      labels.put(HEALTH_PATH, http.endpoint());
    } else if (check.checker() instanceof HealthCheck.Tcp tcp) {
      labels.put(HEALTH, "tcp");
      labels.put(HEALTH_PORT, tcp.port());
    } else {
      labels.put(HEALTH, "shell");
    }
  }
}
