package io.herald.minimesos;

/**
 * What one agent offers.
 *
 * @param cpus cores, above 0
 * @param memory MB, above 0
 * @param disk MB, 0 or more
 * @param ports how many TCP ports; they are free ones of this machine, and no two agents share one
 */
public record AgentResources(double cpus, double memory, double disk, int ports) {

  /** 4 cores, 4 GB of memory, 10 GB of disk, 100 ports. Nothing holds a task to its share. */
  public static final AgentResources DEFAULT = new AgentResources(4, 4096, 10240, 100);

  public AgentResources {
    if (!(cpus > 0) || !(memory > 0) || !(disk >= 0) || ports < 0) {
      throw new IllegalArgumentException(
          "agent resources cpus="
              + cpus
              + " memory="
              + memory
              + " disk="
              + disk
              + " ports="
              + ports
              + ": cpus and memory must be above 0, disk and ports 0 or more");
    }
  }
}
