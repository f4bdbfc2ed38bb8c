package io.herald.demo;

import io.herald.runtime.net.CidrNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The cluster of the environments' story: no framework of the demo's own, but two of Herald's
 * schedulers, each with the same job file and another environment; etcd; and the cluster's
 * ZooKeeper, which is registered there as it is.
 *
 * @param herald the application's command line
 * @param examples the folder of the job files
 */
record EnvironmentsScene(List<String> herald, Path examples, DemoEtcd etcd) {

  /**
   * Where the clients of each environment ask from: addresses of this machine, as on every Linux.
   */
  static final InetAddress TEST = CidrNetwork.address("127.0.1.1");

  static final InetAddress PROD = CidrNetwork.address("127.0.2.1");

  /** The environments' names. */
  static final List<String> ENVIRONMENTS = List.of("test", "prod");

  private static final String NETWORKS = "test=127.0.1.0/24;prod=127.0.2.0/24;infra=";

  EnvironmentsScene {
    herald = List.copyOf(herald);
  }

  Scene scene() {
    return new Scene(
        "TwitterScheduler",
        true,
        List.of(),
        (folder, zooKeeper) -> {
          String url = etcd.start(folder);
          return Map.of(
              "environments", NETWORKS,
              "shared", "infra",
              "etcd", url,
              "publish-etcd", url);
        },
        etcd);
  }

  /** {@code herald scheduler --environment NAME}. */
  HeraldChild scheduler(DemoCluster cluster, String environment) throws IOException {
    return HeraldChild.start(
        herald,
        cluster.folder().resolve("scheduler-" + environment + ".log"),
        List.of(
            "scheduler",
            "--environment=" + environment,
            "--master=zk://" + cluster.zooKeeperConnectString() + "/mesos",
            "--announcer-ensemble=" + cluster.zooKeeperConnectString(),
            "--populate-discovery-info",
            "--discovery-info-name={name}",
            "--on-exit=teardown",
            "--job=" + examples.resolve("shop.yaml")));
  }

  /** {@code herald announce --etcd} for the ZooKeeper that runs. */
  HeraldChild registration(DemoCluster cluster) throws IOException {
    return HeraldChild.start(
        herald,
        cluster.folder().resolve("announce.log"),
        List.of(
            "announce",
            "--job=" + examples.resolve("zookeeper.yaml"),
            "--port=client=" + zooKeeperPort(cluster),
            "--announcer-hostname=127.0.0.1",
            "--etcd=" + etcd.url()));
  }

  static int zooKeeperPort(DemoCluster cluster) {
    String at = cluster.zooKeeperConnectString();
    return Integer.parseInt(at.substring(at.lastIndexOf(':') + 1));
  }
}
