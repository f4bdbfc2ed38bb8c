package io.herald.skydns.answer;

import io.herald.runtime.text.Ascii;
import io.herald.skydns.message.SkydnsLabel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.xbill.DNS.Name;

/** Names as the labels of paths, and back. */
public final class KeyNames {

  private static final int LONGEST_LABEL = 63;

  private KeyNames() {}

  /** A name's labels from the right to the left, as keys spell them. */
  static List<String> labels(Name name) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < name.labels(); i++) {
      byte[] label = name.getLabel(i);
      if (label[0] != 0) {
        labels.add(SkydnsLabel.spelled(Arrays.copyOfRange(label, 1, label.length)));
      }
    }
    Collections.reverse(labels);
    return labels;
  }

  /** The path of a name: {@code /local/skydns/east}. */
  public static String path(Name name) {
    return SkydnsKeys.path(labels(name));
  }

  /**
   * The name that a path stands for.
   *
   * @throws IllegalArgumentException if no name has such labels; the message goes on from the key
   */
  public static Name name(String path) {
    List<String> labels = new ArrayList<>(Arrays.asList(path.substring(1).split("/", -1)));
    Collections.reverse(labels);
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (String label : labels) {
      byte[] bytes = SkydnsLabel.bytes(label);
      if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
        throw new IllegalArgumentException(
            "\""
                + label
                + "\" is no label of a name: it has "
                + bytes.length
                + " bytes; write 1 to 63 between two slashes");
      }
      if (!label.equals(Ascii.lowerCase(label))) {
        throw new IllegalArgumentException(
            "\"" + label + "\" has capital letters, so no query finds it; write lower case");
      }
      String spelled = SkydnsLabel.spelled(bytes);
      if (!label.equals(spelled)) {
        throw new IllegalArgumentException(
            "\"" + label + "\" is found by no query; write \"" + spelled + "\"");
      }
      wire.write(bytes.length);
      wire.writeBytes(bytes);
    }
    wire.write(0);
    try {
      return new Name(wire.toByteArray());
    } catch (IOException e) {
      throw new IllegalArgumentException("its name has more than 255 bytes; shorten it", e);
    }
  }
}
