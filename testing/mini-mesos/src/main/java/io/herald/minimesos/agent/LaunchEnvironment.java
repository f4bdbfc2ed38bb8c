package io.herald.minimesos.agent;

import io.herald.minimesos.process.Sandbox;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.FrameworkInfo;

/**
 * The environment that an executor or command task is started with: the agent's own without its
 * Mesos variables, then what Mesos passes to an executor, then what the command asks for. Ports are
 * not in it; Mesos gives none.
 */
final class LaunchEnvironment {

  private static final Duration RECOVERY_TIMEOUT = Duration.ofMinutes(15);
  private static final Duration MAX_SUBSCRIPTION_BACK_OFF = Duration.ofSeconds(2);

  private LaunchEnvironment() {}

  static Map<String, String> of(
      Map<String, String> inherited,
      AgentIdentity agent,
      String agentId,
      FrameworkInfo framework,
      String executorId,
      Sandbox sandbox,
      Duration shutdownGrace,
      Optional<String> token,
      CommandInfo command) {
    Map<String, String> environment = new LinkedHashMap<>(inherited);
    environment
        .keySet()
        .removeIf(name -> name.startsWith("MESOS_") || name.startsWith("LIBPROCESS_"));
    environment.put("LIBPROCESS_IP", agent.address());
    environment.put("LIBPROCESS_PORT", "0");
    environment.put("MESOS_AGENT_ENDPOINT", agent.endpoint());
    environment.put("MESOS_CHECKPOINT", framework.getCheckpoint() ? "1" : "0");
    environment.put("MESOS_DIRECTORY", sandbox.folder().toString());
    environment.put("MESOS_EXECUTOR_ID", executorId);
    environment.put("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", text(shutdownGrace));
    environment.put("MESOS_FRAMEWORK_ID", framework.getId().getValue());
    environment.put("MESOS_HTTP_COMMAND_EXECUTOR", "0");
    environment.put("MESOS_SANDBOX", sandbox.folder().toString());
    environment.put("MESOS_SLAVE_ID", agentId);
    environment.put("MESOS_SLAVE_PID", agent.pid());
    if (framework.getCheckpoint()) {
      environment.put("MESOS_RECOVERY_TIMEOUT", text(RECOVERY_TIMEOUT));
      environment.put("MESOS_SUBSCRIPTION_BACKOFF_MAX", text(MAX_SUBSCRIPTION_BACK_OFF));
    }
    token.ifPresent(given -> environment.put("MESOS_EXECUTOR_AUTHENTICATION_TOKEN", given));
    for (Environment.Variable variable : command.getEnvironment().getVariablesList()) {
      environment.put(variable.getName(), variable.getValue());
    }
    return environment;
  }

  /** As Mesos writes a duration, in the largest unit that fits: {@code 15mins}, {@code 500ms}. */
  static String text(Duration duration) {
    long nanos = duration.toNanos();
    String[] units = {"weeks", "days", "hrs", "mins", "secs", "ms", "us"};
    long[] sizes = {
      604_800_000_000_000L,
      86_400_000_000_000L,
      3_600_000_000_000L,
      60_000_000_000L,
      1_000_000_000L,
      1_000_000L,
      1_000L
    };
    for (int i = 0; i < units.length; i++) {
      if (nanos >= sizes[i] && nanos % sizes[i] == 0) {
        return nanos / sizes[i] + units[i];
      }
    }
    return nanos + "ns";
  }
}
