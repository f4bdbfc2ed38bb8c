package io.herald.mesos.leader;

import java.util.Arrays;
import java.util.List;

/** Makes the detector that a {@code --master} flag means. */
public final class LeaderDetectors {

  private LeaderDetectors() {}

  /**
   * Reads {@code zk://…/path}, {@code host:port[,host:port…]} or {@code http://host:port}.
   *
   * @throws IllegalArgumentException if it is not one of them
   */
  public static LeaderDetector parse(String master) {
    if (ZooKeeperUrl.matches(master)) {
      return new ZooKeeperLeaderDetector(ZooKeeperUrl.parse(master));
    }
    if (master.startsWith("https://")) {
      // Dropping the s would send in the clear what was meant to be encrypted.
      throw new IllegalArgumentException(
          "master \"" + master + "\": TLS is not chosen by the address; write host:port");
    }
    String hosts = master.replaceFirst("^http://", "").replaceFirst("/+$", "");
    List<MasterAddress> masters =
        Arrays.stream(hosts.split(",")).map(String::strip).map(MasterAddress::parse).toList();
    return new StaticLeaderDetector(masters);
  }
}
