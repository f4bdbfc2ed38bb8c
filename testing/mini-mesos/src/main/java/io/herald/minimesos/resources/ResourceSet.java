package io.herald.minimesos.resources;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/**
 * An amount of cpus, mem, disk, other scalars, and ports. Immutable. Scalars have Mesos' precision
 * of three decimal places, so that sums stay exact. Roles, reservations, volumes and revocable
 * resources are not known: this cluster offers none.
 */
public final class ResourceSet {

  public static final ResourceSet NONE = new ResourceSet(new TreeMap<>(), PortSet.EMPTY);

  private static final String PORTS = "ports";
  private static final List<String> FIRST = List.of("cpus", "mem", "disk");

  private final SortedMap<String, Long> thousandths;
  private final PortSet ports;

  private ResourceSet(SortedMap<String, Long> thousandths, PortSet ports) {
    this.thousandths = Collections.unmodifiableSortedMap(thousandths);
    this.ports = ports;
  }

  public static ResourceSet of(double cpus, double memory, double disk, PortSet ports) {
    TreeMap<String, Long> scalars = new TreeMap<>();
    put(scalars, "cpus", thousandths(cpus));
    put(scalars, "mem", thousandths(memory));
    put(scalars, "disk", thousandths(disk));
    return new ResourceSet(scalars, ports);
  }

  /**
   * The sum of a message's resources, whatever their roles.
   *
   * @throws IllegalArgumentException if one is negative, or of a kind that this cluster never
   *     offers
   */
  public static ResourceSet of(Iterable<Resource> resources) {
    TreeMap<String, Long> scalars = new TreeMap<>();
    PortSet ports = PortSet.EMPTY;
    for (Resource resource : resources) {
      String name = resource.getName();
      if (resource.getType() == Value.Type.SCALAR && resource.hasScalar()) {
        long amount = thousandths(resource.getScalar().getValue());
        if (amount < 0) {
          throw new IllegalArgumentException(
              "resource \"" + name + "\": " + resource.getScalar().getValue() + " is negative");
        }
        put(scalars, name, scalars.getOrDefault(name, 0L) + amount);
      } else if (resource.getType() == Value.Type.RANGES && name.equals(PORTS)) {
        PortSet more = PortSet.of(resource.getRanges());
        if (ports.overlaps(more)) {
          throw new IllegalArgumentException("resource \"ports\": a port is there twice");
        }
        ports = ports.plus(more);
      } else {
        throw new IllegalArgumentException(
            "resource \"" + name + "\": only scalars and ranges of ports are offered here");
      }
      if (resource.getReservationsCount() > 0 || resource.hasDisk() || resource.hasRevocable()) {
        throw new IllegalArgumentException(
            "resource \"" + name + "\": reservations, volumes and revocable ones are not offered");
      }
    }
    return new ResourceSet(scalars, ports);
  }

  public ResourceSet plus(ResourceSet other) {
    TreeMap<String, Long> sum = new TreeMap<>(thousandths);
    other.thousandths.forEach((name, amount) -> put(sum, name, amount(name) + amount));
    return new ResourceSet(sum, ports.plus(other.ports));
  }

  /** What is left; nothing goes below zero. */
  public ResourceSet minus(ResourceSet other) {
    TreeMap<String, Long> rest = new TreeMap<>(thousandths);
    other.thousandths.forEach((name, amount) -> put(rest, name, amount(name) - amount));
    return new ResourceSet(rest, ports.minus(other.ports));
  }

  public boolean contains(ResourceSet other) {
    return ports.contains(other.ports)
        && other.thousandths.entrySet().stream()
            .allMatch(entry -> amount(entry.getKey()) >= entry.getValue());
  }

  public boolean isEmpty() {
    return thousandths.isEmpty() && ports.isEmpty();
  }

  /** The amount of a scalar; 0 if there is none. */
  public double scalar(String name) {
    return amount(name) / 1000.0;
  }

  public PortSet ports() {
    return ports;
  }

  /** The names of all scalars that are above 0. */
  public Iterable<String> scalars() {
    return thousandths.keySet();
  }

  /**
   * As messages.
   *
   * @param role the role field; absent: not written
   * @param allocatedTo the role of allocation_info; absent: not written
   */
  public List<Resource> toMessages(Optional<String> role, Optional<String> allocatedTo) {
    List<String> names = new ArrayList<>(FIRST);
    names.retainAll(thousandths.keySet());
    thousandths.keySet().stream().filter(name -> !FIRST.contains(name)).forEach(names::add);
    List<Resource> messages = new ArrayList<>();
    for (String name : names) {
      messages.add(
          message(role, allocatedTo)
              .setName(name)
              .setType(Value.Type.SCALAR)
              .setScalar(Value.Scalar.newBuilder().setValue(scalar(name)))
              .build());
    }
    if (!ports.isEmpty()) {
      messages.add(
          message(role, allocatedTo)
              .setName(PORTS)
              .setType(Value.Type.RANGES)
              .setRanges(ports.toRanges())
              .build());
    }
    return messages;
  }

  @SuppressWarnings("deprecation") // masters still write the role beside the reservations
  private static Resource.Builder message(Optional<String> role, Optional<String> allocatedTo) {
    Resource.Builder message = Resource.newBuilder();
    role.ifPresent(message::setRole);
    allocatedTo.ifPresent(
        to -> message.setAllocationInfo(Resource.AllocationInfo.newBuilder().setRole(to)));
    return message;
  }

  /** Sums by the role that each resource is allocated to; a port that several have counts once. */
  public static Map<String, ResourceSet> sumsByRole(Stream<Resource> resources) {
    Map<String, List<Resource>> byRole =
        resources.collect(
            Collectors.groupingBy(
                resource -> resource.getAllocationInfo().getRole(),
                LinkedHashMap::new,
                Collectors.toList()));
    Map<String, ResourceSet> sums = new LinkedHashMap<>();
    byRole.forEach((role, ofRole) -> sums.put(role, sum(ofRole)));
    return sums;
  }

  private static ResourceSet sum(List<Resource> resources) {
    TreeMap<String, Long> scalars = new TreeMap<>();
    List<Value.Ranges> ports = new ArrayList<>();
    for (Resource resource : resources) {
      if (resource.getName().equals(PORTS)) {
        ports.add(resource.getRanges());
      } else {
        long amount = thousandths(resource.getScalar().getValue());
        scalars.merge(resource.getName(), amount, Long::sum);
      }
    }
    return new ResourceSet(scalars, PortSet.union(ports));
  }

  private long amount(String name) {
    return thousandths.getOrDefault(name, 0L);
  }

  private static long thousandths(double value) {
    return Math.round(value * 1000);
  }

  private static void put(SortedMap<String, Long> scalars, String name, long amount) {
    if (amount > 0) {
      scalars.put(name, amount);
    } else {
      scalars.remove(name);
    }
  }

  /** As Mesos writes it: {@code cpus:0.1; mem:32.0; ports:[31000-31001]}. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    thousandths.keySet().forEach(name -> texts.add(name + ":" + scalar(name)));
    if (!ports.isEmpty()) {
      texts.add(PORTS + ":" + ports);
    }
    return texts.isEmpty() ? "{}" : String.join("; ", texts);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResourceSet resources
        && resources.thousandths.equals(thousandths)
        && resources.ports.equals(ports);
  }

  @Override
  public int hashCode() {
    return 31 * thousandths.hashCode() + ports.hashCode();
  }
}
