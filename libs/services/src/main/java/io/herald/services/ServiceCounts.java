package io.herald.services;

/**
 * How many instances a service has.
 *
 * @param instances whose framework and agent are known, in any state
 * @param admitted of them those whose state and labels let them be published
 * @param healthy of the admitted those that no health check calls unhealthy
 * @param weighted of the admitted those that have a weight label, on themselves or a port
 * @param discovered of the admitted those that their DiscoveryInfo names
 */
public record ServiceCounts(
    int instances, int admitted, int healthy, int weighted, int discovered) {

  /** Of a service that doesn't exist. */
  public static final ServiceCounts NONE = new ServiceCounts(0, 0, 0, 0, 0);
}
