package io.herald.minimesos.resources;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.mesos.v1.Protos.Value;

/** A set of ports, 0 to 65535. Immutable. */
public final class PortSet {

  public static final PortSet EMPTY = new PortSet(new BitSet());

  private static final int MAX = 65535;

  private final BitSet ports;

  private PortSet(BitSet ports) {
    this.ports = ports;
  }

  /** The ports of a list. */
  public static PortSet of(Iterable<Integer> numbers) {
    BitSet set = new BitSet();
    numbers.forEach(set::set);
    return new PortSet(set);
  }

  /**
   * The ports of Mesos' ranges.
   *
   * @throws IllegalArgumentException if a range is reversed or leaves 0-65535
   */
  public static PortSet of(Value.Ranges ranges) {
    return union(List.of(ranges));
  }

  /**
   * All ports of many ranges.
   *
   * @throws IllegalArgumentException if a range is reversed or leaves 0-65535
   */
  public static PortSet union(List<Value.Ranges> all) {
    BitSet set = new BitSet();
    for (Value.Ranges ranges : all) {
      for (Value.Range range : ranges.getRangeList()) {
        if (range.getBegin() < 0 || range.getBegin() > range.getEnd() || range.getEnd() > MAX) {
          throw new IllegalArgumentException(
              "ports ["
                  + range.getBegin()
                  + "-"
                  + range.getEnd()
                  + "]: a range goes from a lower to a higher port, within 0-"
                  + MAX);
        }
        set.set((int) range.getBegin(), (int) range.getEnd() + 1);
      }
    }
    return new PortSet(set);
  }

  public PortSet plus(PortSet other) {
    BitSet set = (BitSet) ports.clone();
    set.or(other.ports);
    return new PortSet(set);
  }

  public PortSet minus(PortSet other) {
    BitSet set = (BitSet) ports.clone();
    set.andNot(other.ports);
    return new PortSet(set);
  }

  public boolean contains(PortSet other) {
    return other.minus(this).isEmpty();
  }

  public boolean overlaps(PortSet other) {
    return ports.intersects(other.ports);
  }

  public boolean isEmpty() {
    return ports.isEmpty();
  }

  /** The least ranges that hold exactly these ports, ascending. */
  public Value.Ranges toRanges() {
    Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
    for (int begin = ports.nextSetBit(0); begin >= 0; ) {
      int end = ports.nextClearBit(begin);
      ranges.addRange(Value.Range.newBuilder().setBegin(begin).setEnd(end - 1));
      begin = ports.nextSetBit(end);
    }
    return ranges.build();
  }

  /** As /state writes it: {@code [31000-31001, 31010-31010]}. */
  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (Value.Range range : toRanges().getRangeList()) {
      texts.add(range.getBegin() + "-" + range.getEnd());
    }
    return "[" + String.join(", ", texts) + "]";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortSet set && set.ports.equals(ports);
  }

  @Override
  public int hashCode() {
    return ports.hashCode();
  }
}
