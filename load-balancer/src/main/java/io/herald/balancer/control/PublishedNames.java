package io.herald.balancer.control;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The names of VIPs that the data planes carry: what DNS may say.
 *
 * @param revision of the desired state that they belong to; 0: nothing is known yet, so an answer
 *     is a failure, not "there is none"
 * @param names {@code sise.marathon} without the zone, and its addresses: at most one of each
 *     family, or none
 */
public record PublishedNames(long revision, SortedMap<String, List<InetAddress>> names) {

  /** Nothing is known yet. */
  public static final PublishedNames NONE = new PublishedNames(0, new TreeMap<>());

  public PublishedNames {
    names = Collections.unmodifiableSortedMap(new TreeMap<>(names));
  }

  public boolean isKnown() {
    return revision > 0;
  }
}
