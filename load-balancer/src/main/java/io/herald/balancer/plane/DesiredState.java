package io.herald.balancer.plane;

import io.herald.balancer.web.WebService;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the data planes are to carry, as of one moment. Immutable.
 *
 * @param revision rises with each state that differs from the one before, within a process
 * @param vips every VIP that has a backend, or had one and waits for its grace time to end
 * @param web every web service, by its name, under the same condition
 */
public record DesiredState(
    long revision, SortedMap<VipKey, Vip> vips, SortedMap<String, WebService> web) {

  /** Nothing is known yet; planes keep what they have. */
  public static final DesiredState NONE = new DesiredState(0, new TreeMap<>());

  public DesiredState {
    vips = Collections.unmodifiableSortedMap(new TreeMap<>(vips));
    web = Collections.unmodifiableSortedMap(new TreeMap<>(web));
  }

  /** VIPs alone. */
  public DesiredState(long revision, SortedMap<VipKey, Vip> vips) {
    this(revision, vips, new TreeMap<>());
  }
}
