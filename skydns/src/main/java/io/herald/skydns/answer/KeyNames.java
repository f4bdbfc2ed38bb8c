package io.herald.skydns.answer;

import io.herald.runtime.text.Ascii;
import io.herald.runtime.text.NameText;
import io.herald.skydns.message.SkydnsLabel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Names as the labels of paths, and back. */
public final class KeyNames {

  private static final int LONGEST_LABEL = 63;
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-f]{2})");
  private static final Pattern ESCAPED = Pattern.compile("\\\\([0-9]{3}|.)|[*/]");

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

  /** A byte of a key that is no text comes as {@code \\xNN}; names have {@code \\DDD} for it. */
  private static String decimal(String label) {
    return BYTE.matcher(label)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.format("\\%03d", Integer.parseInt(found.group(1), 16))));
  }

  /**
   * The name that somebody writes as a host or a domain.
   *
   * @throws IllegalArgumentException if none is written so; the message goes on from the text
   */
  public static Name written(String text) {
    // An escape, a wildcard and a slash (RFC 2317) are in names too, though not in those of hosts.
    Optional<String> unfit = NameText.unfit(ESCAPED.matcher(text).replaceAll(""));
    if (unfit.isPresent()) {
      throw new IllegalArgumentException("no name has " + unfit.get());
    }
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      String reason = String.valueOf(e.getMessage()).replaceFirst("^'.*': ", "");
      throw new IllegalArgumentException("as a name it is wrong: " + reason, e);
    }
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
      byte[] bytes = SkydnsLabel.bytes(decimal(label));
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
