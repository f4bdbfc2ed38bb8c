package io.herald.demo;

import io.herald.jobs.Job;
import io.herald.jobs.Launchable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a demo's cluster runs, and what its DNS server is asked for besides.
 *
 * @param framework FrameworkInfo.name: the second label of the tasks' names
 * @param populates whether the framework starts with {@code --populate-discovery-info}
 * @param runs what the framework launches; without any there is no framework
 * @param dns the DNS server's settings, beside those that every demo has
 * @param afterwards ends what outlives the DNS server
 */
record Scene(
    String framework,
    boolean populates,
    List<? extends Launchable> runs,
    DnsSettings dns,
    AutoCloseable afterwards) {

  /** An upstream for nginx, of the job's http ports. */
  private static final String RENDER_CONFIG =
      """
      files:
        - target: %s
          template: nginx-upstreams
          queries:
            http_example: {name: http-example.test.vagrant, port: http}
      """;

  Scene {
    runs = List.copyOf(runs);
  }

  /** Settings by the names of their flags. */
  @FunctionalInterface
  interface DnsSettings {

    /**
     * The settings; files that they name are written now, and servers are started.
     *
     * @param folder the demo's own
     * @param zooKeeper {@code host:port}
     */
    Map<String, String> in(Path folder, String zooKeeper) throws IOException;
  }

  /** A job that is announced, found in DNS and written into a file. */
  static Scene announced(Job job) {
    return new Scene(
        "TwitterScheduler",
        true,
        List.of(job),
        (folder, zooKeeper) -> {
          Path config = folder.resolve("render.yaml");
          Files.writeString(config, RENDER_CONFIG.formatted(rendered(folder)));
          return Map.of("serverset-zk", "zk://" + zooKeeper, "render-config", config.toString());
        },
        () -> {});
  }

  /** The file that is rendered for {@link #announced}. */
  static Path rendered(Path folder) {
    return folder.resolve("upstreams.conf");
  }
}
