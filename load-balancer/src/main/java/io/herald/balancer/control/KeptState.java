package io.herald.balancer.control;

import io.herald.balancer.plane.DesiredState;
import java.util.Map;

/**
 * What one run leaves to the next.
 *
 * @param places of its tasks, by their ids; those that aren't known are left out
 */
record KeptState(DesiredState state, Map<String, TaskPlace> places) {
  KeptState {
    places = Map.copyOf(places);
  }
}
