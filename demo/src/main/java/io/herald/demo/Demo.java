package io.herald.demo;

import io.herald.demo.DnsClient.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/** What {@code herald demo} does: shows the cluster until it is stopped, or plays the story. */
public final class Demo {

  private static final String SRV = "_http._http-example.test.vagrant._tcp.twitterscheduler.mesos";

  private final DemoOptions options;
  private final DemoStage stage;

  public Demo(DemoOptions options, PrintStream out) {
    this.options = options;
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
      return new Story(cluster, stage.out()).play();
    }
  }

  /** Starts the cluster, prints what to try, and stays until the process is stopped. */
  public void show() throws IOException, InterruptedException {
    try (DemoCluster cluster = newCluster()) {
      cluster.start();
      awaitAnswers(cluster);
      printWhatToTry(cluster);
      new CountDownLatch(1).await(); // until Ctrl-C; the hook ends the cluster
    }
  }

  private DemoCluster newCluster() {
    return stage.cluster(progress -> new DemoCluster(options, progress));
  }

  private void awaitAnswers(DemoCluster cluster) throws InterruptedException {
    DnsClient dns = new DnsClient(cluster.dnsAddress());
    stage.progress("waiting for two instances of the job to be healthy and announced …");
    int known = 0;
    while (known < 2) {
      Thread.sleep(100);
      int now = dns.services(SRV, Transport.UDP).size();
      if (now > known) {
        stage.progress(now + " of 2 answered by DNS");
      }
      known = now;
    }
  }

  private void printWhatToTry(DemoCluster cluster) {
    String zooKeeper = cluster.zooKeeperConnectString();
    int port = cluster.dnsAddress().getPort();
    stage.show(
        String.format(
            """

        In a browser: %3$s/

        Try, in another terminal:

          dig @127.0.0.1 -p %1$d +short %2$s SRV
          dig @127.0.0.1 -p %1$d +short http-example.test.vagrant.twitterscheduler.mesos
          dig @127.0.0.1 -p %1$d +tcp leader.mesos
          dig @127.0.0.1 -p %1$d +short _http._tcp.http-example.test.vagrant.announced.mesos SRV

          curl %3$s/v1/services/%2$s
          curl %3$s/v1/enumerate
          curl %3$s/v2/services
          curl -N %3$s/v2/watch
          curl %4$s/state

          cat %6$s

          ./herald serverset cat --zk %5$s /aurora/vagrant/test/http-example
          ./herald serverset watch --zk %5$s /aurora

        Ctrl-C ends it all.
        """,
            port, SRV, cluster.dnsApi(), cluster.masterUri(), zooKeeper, cluster.rendered()));
  }
}
