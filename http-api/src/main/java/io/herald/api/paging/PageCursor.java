package io.herald.api.paging;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The place in a list after which the next page begins, as clients hand it back: the sort key of
 * the last item, so that it stays right whatever comes and goes. Opaque to them, and checked.
 */
public final class PageCursor {

  private static final int CHECKSUM = Integer.BYTES;
  private static final String REMEDY =
      "take the value of \"next\" from the page before, of the same list; leave it out for the"
          + " first page";

  private PageCursor() {}

  /**
   * The cursor's text.
   *
   * @param list that it belongs to, so that no other takes it
   * @param key sort key of the last item that was listed
   */
  public static String of(String list, List<String> key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (String part : key) {
        // UTF-16, as not everything that a task's name may hold survives UTF-8.
        out.writeInt(part.length());
        out.writeChars(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every byte", e);
    }
    byte[] content = bytes.toByteArray();
    byte[] all =
        ByteBuffer.allocate(CHECKSUM + content.length)
            .putInt(checksum(list, content))
            .put(content)
            .array();
    return new String(Base64.getUrlEncoder().withoutPadding().encode(all), US_ASCII);
  }

  /**
   * Reads a cursor.
   *
   * @param parts how many the list's sort key has
   * @throws IllegalArgumentException if it isn't one of that list; the message is the remedy
   */
  public static List<String> parse(String text, String list, int parts) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(REMEDY, e);
    }
    if (all.length < CHECKSUM) {
      throw new IllegalArgumentException(REMEDY);
    }
    byte[] content = Arrays.copyOfRange(all, CHECKSUM, all.length);
    if (ByteBuffer.wrap(all).getInt() != checksum(list, content)) {
      throw new IllegalArgumentException(REMEDY);
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      List<String> key = new ArrayList<>(parts);
      for (int i = 0; i < parts; i++) {
        int length = in.readInt();
        if (length < 0 || length > in.available() / Character.BYTES) {
          throw new IllegalArgumentException(REMEDY);
        }
        StringBuilder part = new StringBuilder(length);
        for (int c = 0; c < length; c++) {
          part.append(in.readChar());
        }
        key.add(part.toString());
      }
      return key;
    } catch (IOException e) {
      throw new IllegalArgumentException(REMEDY, e);
    }
  }

  private static int checksum(String list, byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(list.getBytes(US_ASCII));
    sum.update(0);
    sum.update(content);
    return (int) sum.getValue();
  }
}
