package io.herald.examples.framework;

import java.util.Collection;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.Value;

/**
 * Resources of a task. Whose allocation they are, the master fills in: all offers of a framework
 * here are of one role.
 */
final class MesosResources {

  private MesosResources() {}

  static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  static Resource ports(Collection<Integer> numbers) {
    Value.Ranges.Builder ranges = Value.Ranges.newBuilder();
    numbers.stream()
        .sorted()
        .forEach(port -> ranges.addRange(Value.Range.newBuilder().setBegin(port).setEnd(port)));
    return Resource.newBuilder()
        .setName("ports")
        .setType(Value.Type.RANGES)
        .setRanges(ranges)
        .build();
  }
}
