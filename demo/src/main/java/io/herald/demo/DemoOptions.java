package io.herald.demo;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Map;

/**
 * The demo's options.
 *
 * @param dnsPort for UDP and TCP; each port 0 to 65535, 0 for any free one
 * @param jobFile the job config that the framework launches
 * @param executorCommand shell command that starts an executor, without flags
 * @param executorEnvironment what that command and the job's task find in their environment
 * @param beside what stands beside DNS in its process
 */
public record DemoOptions(
    int dnsPort,
    int httpPort,
    int mesosPort,
    int zookeeperPort,
    Path jobFile,
    String executorCommand,
    Map<String, String> executorEnvironment,
    DnsBeside beside) {

  public DemoOptions {
    requirePort("--dns-port", dnsPort);
    requirePort("--http-port", httpPort);
    requirePort("--mesos-port", mesosPort);
    requirePort("--zookeeper-port", zookeeperPort);
    requireNonNull(jobFile, "jobFile");
    requireNonNull(executorCommand, "executorCommand");
    executorEnvironment = Map.copyOf(executorEnvironment);
  }

  private static void requirePort(String flag, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          flag + " " + port + ": write a port from 0 to 65535; 0 takes any free one");
    }
  }
}
