package io.herald.demo;

import io.herald.demo.DnsClient.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code herald demo --story dcos-103} does: the walk-through of "DC/OS 103" on this machine,
 * shown until it is stopped, or played.
 */
public final class DcosDemo {

  private final DemoOptions options;
  private final DcosScene scene;
  private final DemoStage stage;

  /**
   * Reads the apps.
   *
   * @param options whose job file is none of this story's
   * @param examples the folder of the apps
   * @throws IllegalArgumentException if one is malformed
   * @throws IOException if no port is free
   */
  public DcosDemo(DemoOptions options, Path examples, PrintStream out) throws IOException {
    this.options = options;
    this.scene = DcosScene.read(examples);
    this.stage = new DemoStage(out);
  }

  /**
   * Starts the cluster, plays the story and ends the cluster.
   *
   * @return whether every check passed
   */
  public boolean check() throws IOException {
    try (DemoCluster cluster = newCluster()) {
      cluster.start();
      return new DcosStory(scene, cluster, stage.out()).play();
    }
  }

  /** Starts the cluster, prints what to try, and stays until the process is stopped. */
  public void show() throws IOException, InterruptedException {
    try (DemoCluster cluster = newCluster()) {
      cluster.start();
      cluster.update(List.of(scene.outside()));
      printWhatToTry(cluster, awaitVip(cluster));
      new CountDownLatch(1).await(); // until Ctrl-C; the hook ends the cluster
    }
  }

  private DemoCluster newCluster() {
    return stage.cluster(progress -> new DemoCluster(options, scene.scene(), progress));
  }

  private String awaitVip(DemoCluster cluster) throws InterruptedException {
    DnsClient dns = new DnsClient(cluster.dnsAddress());
    stage.progress("waiting for the VIP's name …");
    List<InetAddress> addresses = dns.addresses(DcosScene.NAME, Transport.UDP);
    while (addresses.isEmpty()) {
      Thread.sleep(100);
      addresses = dns.addresses(DcosScene.NAME, Transport.UDP);
    }
    return addresses.get(0).getHostAddress();
  }

  private void printWhatToTry(DemoCluster cluster, String address) {
    int port = cluster.dnsAddress().getPort();
    stage.show(
        String.format(
            """

        Three instances of /sise run. In a browser: %3$s/

        Try, in another terminal:

          dig @127.0.0.1 -p %1$d +short %2$s
          for i in 1 2 3 4 5 6; do
            curl -si --resolve %2$s:%4$d:%5$s http://%2$s:%4$d/endpoint0 | grep -iE 'x-task|host'
          done

          curl -H 'Host: %7$s' http://127.0.0.1:%8$d/endpoint0  # with haproxy installed

          curl %3$s/v1/vips
          curl '%3$s/v1/explain?name=%2$s'
          curl %6$s/state

        Ctrl-C ends it all.
        """,
            port,
            DcosScene.NAME,
            cluster.dnsApi(),
            scene.ports().vip(),
            address,
            cluster.masterUri(),
            DcosScene.VHOST,
            scene.ports().http()));
  }
}
