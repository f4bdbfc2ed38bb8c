package io.herald.demo;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What the demo is told.
 *
 * @param dnsPort for UDP and TCP; each port 0 to 65535, 0 for any free one
 * @param jobFile the job config that the framework launches
 * @param herald the application jar; executors and the example task run from it
 */
public record DemoOptions(
    int dnsPort, int httpPort, int mesosPort, int zookeeperPort, Path jobFile, Path herald) {

  public DemoOptions {
    requirePort("--dns-port", dnsPort);
    requirePort("--http-port", httpPort);
    requirePort("--mesos-port", mesosPort);
    requirePort("--zookeeper-port", zookeeperPort);
    requireNonNull(jobFile, "jobFile");
    requireNonNull(herald, "herald");
  }

  private static void requirePort(String flag, int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          flag + " " + port + ": write a port from 0 to 65535; 0 takes any free one");
    }
  }
}
