package io.herald.examples.framework;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Value;

/**
 * Whether an agent's attributes are what a job asks for, by Aurora's rule for value constraints: an
 * attribute has one of the values, which commas part; with {@code !} in front, it has none of them.
 */
final class Constraints {

  private static final String NOT = "!";

  private Constraints() {}

  static boolean met(Map<String, String> constraints, List<Attribute> attributes) {
    return constraints.entrySet().stream()
        .allMatch(constraint -> met(constraint.getKey(), constraint.getValue(), attributes));
  }

  private static boolean met(String name, String wanted, List<Attribute> attributes) {
    boolean negated = wanted.startsWith(NOT);
    List<String> values =
        Arrays.stream(wanted.substring(negated ? NOT.length() : 0).split(",", -1))
            .map(String::strip)
            .toList();
    boolean has =
        attributes.stream()
            .filter(attribute -> attribute.getName().equals(name))
            .filter(attribute -> attribute.getType() == Value.Type.TEXT)
            .anyMatch(attribute -> values.contains(attribute.getText().getValue()));
    return has != negated;
  }
}
