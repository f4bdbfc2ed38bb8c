package io.herald.catalog.source.mesos;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what one ContainerInfo or one ContainerStatus says of its network, whichever API it came
 * through, and draws the conclusion (mesos.proto: {@code NetworkInfo}, {@code DockerInfo.Network}).
 * For one thread, once.
 */
final class NetworkReading {

  private final Skips skips;
  private final String taskId;
  private final List<Network.Mapping> mappings = new ArrayList<>();
  private String docker = "";
  private boolean own;

  NetworkReading(Skips skips, String taskId) {
    this.skips = skips;
    this.taskId = taskId;
  }

  /** The container is Docker's, on its network HOST, BRIDGE, NONE or USER. */
  void docker(String network) {
    docker = network;
  }

  /**
   * The container joins a network.
   *
   * @param name empty: the agent's
   * @param addressWanted whether an address of its own is asked for, which needs no name
   */
  void joins(String name, boolean addressWanted) {
    own |= !name.isEmpty() || addressWanted;
  }

  /** A port mapping; one with a number out of range is left out, counted. */
  void maps(long hostPort, long containerPort, String protocol) {
    if (hostPort < 0 || hostPort > 65535 || containerPort < 0 || containerPort > 65535) {
      skips.skip(
          "port mapping",
          taskId,
          "its port mapping " + hostPort + " to " + containerPort + " is not within 0-65535");
      return;
    }
    mappings.add(new Network.Mapping((int) hostPort, (int) containerPort, protocol));
  }

  Network conclusion() {
    Mode mode = mode();
    return mode == Mode.UNSPECIFIED ? Network.UNSPECIFIED : new Network(mode, mappings);
  }

  private Mode mode() {
    if (docker.equals("BRIDGE") || !mappings.isEmpty()) {
      return Mode.MAPPED;
    }
    if (docker.equals("USER") || own) {
      return Mode.OWN;
    }
    return docker.isEmpty() ? Mode.UNSPECIFIED : Mode.HOST;
  }
}
