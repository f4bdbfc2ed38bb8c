package io.herald.jobs;

/**
 * What one instance needs of an agent.
 *
 * @param cpus number of processors, fractions allowed
 * @param ramBytes memory
 * @param diskBytes room in the sandbox
 */
public record Resources(double cpus, long ramBytes, long diskBytes) {

  /** Nothing. */
  public static final Resources NONE = new Resources(0, 0, 0);

  private static final double MEGABYTE = 1024.0 * 1024.0;

  /** Memory in the unit of Mesos, 2^20 bytes. */
  public double ramMegabytes() {
    return ramBytes / MEGABYTE;
  }

  /** Disk in the unit of Mesos, 2^20 bytes. */
  public double diskMegabytes() {
    return diskBytes / MEGABYTE;
  }
}
