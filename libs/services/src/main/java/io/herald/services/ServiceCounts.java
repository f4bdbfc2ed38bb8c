package io.herald.services;

/**
 * How many instances a service has.
 *
 * @param instances whose framework and agent are known, in any state
 * @param admitted those whose state and labels allow them to be published
 * @param healthy admitted ones that no health check calls unhealthy
 * @param weighted admitted ones with a weight label, on the task or a port
 * @param discovered admitted ones whose name comes from DiscoveryInfo
 */
public record ServiceCounts(
    int instances, int admitted, int healthy, int weighted, int discovered) {

  /** Of a service that doesn't exist. */
  public static final ServiceCounts NONE = new ServiceCounts(0, 0, 0, 0, 0);
}
