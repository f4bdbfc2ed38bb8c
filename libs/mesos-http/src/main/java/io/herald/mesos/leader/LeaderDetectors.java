package io.herald.mesos.leader;

import java.util.Arrays;
import java.util.List;

/** Makes the detector that a {@code --master} flag means. */
public final class LeaderDetectors {

  private LeaderDetectors() {}

  /**
   * Reads {@code zk://…/path}, {@code host:port[,host:port…]} or {@code http://host:port}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public static LeaderDetector parse(String master) {
    if (ZooKeeperUrl.matches(master)) {
      return new ZooKeeperLeaderDetector(ZooKeeperUrl.parse(master));
    }
    String hosts = master.replaceFirst("^https?://", "").replaceFirst("/+$", "");
    List<MasterAddress> masters =
        Arrays.stream(hosts.split(",")).map(String::strip).map(MasterAddress::parse).toList();
    return new StaticLeaderDetector(masters);
  }
}
