package io.herald.balancer.control;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Service ports as text for people: the pool, then a line {@code PORT KEY} for each.
 *
 * @param pool that the ports are of: {@code 10050-10100}; empty: nobody says
 */
record SavedPorts(String pool, SortedMap<String, Integer> ports) {

  private static final String POOL = "pool ";

  SavedPorts {
    ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
  }

  String write() {
    StringBuilder text = new StringBuilder(POOL).append(pool).append('\n');
    for (Map.Entry<String, Integer> entry : ports.entrySet()) {
      text.append(entry.getValue()).append(' ').append(entry.getKey()).append('\n');
    }
    return text.toString();
  }

  /**
   * Reads the text.
   *
   * @param place where it stands, for people
   * @throws IOException if it can't be understood; the sentence says what to do
   */
  static SavedPorts read(String text, String place) throws IOException {
    String pool = "";
    SortedMap<String, Integer> ports = new TreeMap<>();
    int number = 0;
    for (String line : text.split("\n")) {
      number++;
      int blank = line.indexOf(' ');
      if (number == 1 && line.startsWith(POOL)) {
        pool = line.substring(POOL.length()).strip();
      } else if (blank >= 0 && line.substring(0, blank).matches("[0-9]{1,5}")) {
        ports.put(line.substring(blank + 1), Integer.parseInt(line.substring(0, blank)));
      } else {
        throw new IOException(
            place
                + " holds no service ports: line "
                + number
                + " isn't PORT KEY; repair it, or remove it to begin anew");
      }
    }
    return new SavedPorts(pool, ports);
  }
}
