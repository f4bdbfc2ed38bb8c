package io.herald.minimesos.resources;

import java.util.ArrayList;
import java.util.List;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Value;

/** An agent's attributes as {@code --attributes} of a real one has them. */
public final class Attributes {

  private Attributes() {}

  /**
   * Reads {@code rack:r1;cores:4}; a number is a SCALAR, all else TEXT.
   *
   * @throws IllegalArgumentException with a sentence, if it is malformed
   */
  public static List<Attribute> parse(String text) {
    List<Attribute> attributes = new ArrayList<>();
    for (String one : text.split(";", -1)) {
      if (one.isBlank()) {
        continue;
      }
      int colon = one.indexOf(':');
      if (colon <= 0 || colon == one.length() - 1) {
        throw new IllegalArgumentException(
            "attribute \"" + one + "\": write name:value, more of them behind semicolons");
      }
      String value = one.substring(colon + 1).strip();
      Attribute.Builder attribute = Attribute.newBuilder().setName(one.substring(0, colon).strip());
      if (value.matches("-?[0-9]+(\\.[0-9]+)?")) {
        attribute
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(Double.parseDouble(value)));
      } else {
        attribute.setType(Value.Type.TEXT).setText(Value.Text.newBuilder().setValue(value));
      }
      attributes.add(attribute.build());
    }
    return attributes;
  }
}
