package io.herald.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What {@code herald demo --story environments} does: one job in two environments that don't see
 * each other, with a ZooKeeper that both see, shown until it is stopped, or played.
 */
public final class EnvironmentsDemo {

  private final DemoOptions options;
  private final EnvironmentsScene scene;
  private final DemoStage stage;

  /**
   * A demo that is yet to be shown or played.
   *
   * @param options whose job file is none of this story's
   * @param herald the application's command line
   * @param examples the folder of the job files
   */
  public EnvironmentsDemo(
      DemoOptions options, List<String> herald, Path examples, PrintStream out) {
    this.options = options;
    this.scene = new EnvironmentsScene(herald, examples, new DemoEtcd());
    this.stage = new DemoStage(out);
  }

  /**
   * Starts the cluster, plays the story and ends the cluster.
   *
   * @return whether every check passed
   * @throws IOException if etcd isn't installed, or a port is taken
   */
  public boolean check() throws IOException {
    try (DemoCluster cluster = newCluster()) {
      return new EnvironmentsStory(scene, cluster, bringUp(cluster), stage.out()).play();
    }
  }

  /** Starts the cluster, prints what to try, and stays until the process is stopped. */
  public void show() throws IOException, InterruptedException {
    try (DemoCluster cluster = newCluster()) {
      List<HeraldChild> unused = bringUp(cluster);
      printWhatToTry(cluster);
      new CountDownLatch(1).await(); // until Ctrl-C; the hook ends the cluster
    }
  }

  private DemoCluster newCluster() {
    return stage.cluster(progress -> new DemoCluster(options, scene.scene(), progress));
  }

  /** The cluster with what runs beside it. */
  private List<HeraldChild> bringUp(DemoCluster cluster) throws IOException {
    cluster.start();
    stage.progress("etcd             " + scene.etcd().url());
    HeraldChild zooKeeper = cluster.own(scene.registration(cluster));
    HeraldChild test = cluster.own(scene.scheduler(cluster, "test"));
    HeraldChild prod = cluster.own(scene.scheduler(cluster, "prod"));
    stage.progress("herald announce --etcd …, herald scheduler --environment test, … prod");
    return List.of(zooKeeper, test, prod);
  }

  private void printWhatToTry(DemoCluster cluster) {
    stage.show(
        String.format(
            """

        One job runs in two environments, test and prod. Try, in another terminal, as a client of each:

          dig -b 127.0.1.1 @127.0.0.1 -p %1$d +short _http._shop._tcp.mesos SRV  # test's
          dig -b 127.0.2.1 @127.0.0.1 -p %1$d +short _http._shop._tcp.mesos SRV  # prod's
          dig -b 127.0.1.1 @127.0.0.1 -p %1$d shop.prod.mesos                    # NXDOMAIN
          dig -b 127.0.1.1 @127.0.0.1 -p %1$d +short zookeeper.skydns.local SRV  # shared

          curl '%2$s/v1/explain?name=shop.prod.mesos&client=127.0.1.1'

        Register a database of prod's, and let test use it:

          ETCDCTL_API=3 etcdctl --endpoints %3$s put /skydns/local/skydns/prod/ledger/0 '{"host":"127.0.0.1","port":5432}'
          ETCDCTL_API=3 etcdctl --endpoints %3$s put /skydns/local/skydns/test/ledger '{"host":"ledger.prod.skydns.local"}'
          dig -b 127.0.1.1 @127.0.0.1 -p %1$d +short ledger.skydns.local SRV

        Ctrl-C ends it all.
        """,
            cluster.dnsAddress().getPort(), cluster.dnsApi(), scene.etcd().url()));
  }
}
