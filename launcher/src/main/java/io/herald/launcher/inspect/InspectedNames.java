package io.herald.launcher.inspect;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The names that a DNS server gives an instance.
 *
 * @param hosts names with addresses
 * @param services names with SRV records, and what stands in these
 * @param problems sentences on what can't be served
 */
record InspectedNames(
    SortedSet<String> hosts,
    SortedMap<String, SortedSet<Service>> services,
    List<String> problems) {

  /** What an SRV record says beside its target (RFC 2782). */
  record Service(int priority, int weight, int port) implements Comparable<Service> {

    private static final Comparator<Service> ORDER =
        Comparator.comparingInt(Service::port)
            .thenComparingInt(Service::priority)
            .thenComparingInt(Service::weight);

    @Override
    public int compareTo(Service other) {
      return ORDER.compare(this, other);
    }

    /** The port; what else there is only if the task asked for it. */
    @Override
    public String toString() {
      return priority == 0 && weight == 1
          ? String.valueOf(port)
          : port + " (priority " + priority + ", weight " + weight + ")";
    }
  }

  /** What of these the others don't have. */
  InspectedNames without(InspectedNames others) {
    SortedSet<String> moreHosts = new TreeSet<>(hosts);
    moreHosts.removeAll(others.hosts);
    SortedMap<String, SortedSet<Service>> moreServices = new TreeMap<>();
    services.forEach(
        (name, records) -> {
          SortedSet<Service> more = new TreeSet<>(records);
          more.removeAll(others.services.getOrDefault(name, new TreeSet<>()));
          if (!more.isEmpty()) {
            moreServices.put(name, more);
          }
        });
    List<String> moreProblems = new ArrayList<>(problems);
    moreProblems.removeAll(others.problems);
    return new InspectedNames(moreHosts, moreServices, moreProblems);
  }

  boolean isEmpty() {
    return hosts.isEmpty() && services.isEmpty() && problems.isEmpty();
  }

  /** A line for each name and each problem. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    hosts.forEach(name -> lines.add("A    " + name));
    services.forEach(
        (name, records) ->
            lines.add(
                "SRV  "
                    + name
                    + "  "
                    + records.stream().map(Service::toString).collect(joining(", "))));
    problems.forEach(problem -> lines.add("Not served: " + problem));
    return lines;
  }
}
