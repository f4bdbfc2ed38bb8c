package io.herald.catalog.source.mesos.reading;

import io.herald.catalog.model.Network;
import io.herald.catalog.model.Network.Mode;
import io.herald.catalog.source.mesos.status.MesosSkippedItems;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what one ContainerInfo or one ContainerStatus says of its network, whichever API it came
 * through, and draws the conclusion (mesos.proto: {@code NetworkInfo}, {@code DockerInfo.Network}).
 * For one thread, once.
 */
public final class NetworkReading {

  private final List<Given> given = new ArrayList<>(0);
  private String docker = "";
  private boolean own;

  /** The container is Docker's, on its network HOST, BRIDGE, NONE or USER. */
  public void docker(String network) {
    docker = network;
  }

  /**
   * The container joins a network.
   *
   * @param name empty: the agent's
   * @param addressWanted whether an address of its own is asked for, which needs no name
   */
  public void joins(String name, boolean addressWanted) {
    own |= !name.isEmpty() || addressWanted;
  }

  /** A port mapping, whatever its numbers. */
  public void maps(long hostPort, long containerPort, String protocol) {
    given.add(new Given(hostPort, containerPort, protocol));
  }

  /** A mapping with a number out of range is left out, counted as one of that task. */
  public Network conclusion(MesosSkippedItems skippedItems, String taskId) {
    List<Network.Mapping> mappings = new ArrayList<>(given.size());
    for (Given mapping : given) {
      if (mapping.isInRange()) {
        mappings.add(
            new Network.Mapping(
                (int) mapping.hostPort, (int) mapping.containerPort, mapping.protocol));
      } else {
        skippedItems.skip("port mapping", taskId, mapping + " is not within 0-65535");
      }
    }
    Mode mode = mode(!mappings.isEmpty());
    return mode == Mode.UNSPECIFIED ? Network.UNSPECIFIED : new Network(mode, mappings);
  }

  private Mode mode(boolean mapped) {
    if (docker.equals("BRIDGE") || mapped) {
      return Mode.MAPPED;
    }
    if (docker.equals("USER") || own) {
      return Mode.OWN;
    }
    return docker.isEmpty() ? Mode.UNSPECIFIED : Mode.HOST;
  }

  private record Given(long hostPort, long containerPort, String protocol) {

    private boolean isInRange() {
      return hostPort >= 0 && hostPort <= 65535 && containerPort >= 0 && containerPort <= 65535;
    }

    @Override
    public String toString() {
      return "its port mapping " + hostPort + " to " + containerPort;
    }
  }
}
