package io.herald.balancer.web;

import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where service ports that were given out are kept over restarts. */
public interface PortStore {

  /** Those of one that forgets them with the process. */
  PortStore NONE =
      new PortStore() {
        @Override
        public SortedMap<String, Integer> load() {
          return new TreeMap<>();
        }

        @Override
        public void save(SortedMap<String, Integer> ports) {}
      };

  /** The port of each key; empty if none was saved. */
  SortedMap<String, Integer> load() throws IOException;

  void save(SortedMap<String, Integer> ports) throws IOException;
}
