package io.herald.mesos.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;

/**
 * Messages in protobuf, the wire form that our clients speak.
 *
 * <p>Reading tolerates what a newer Mesos added: unknown fields and enum values are kept. A message
 * whose required field is missing, as it is when its enum value is unknown, is a message too
 * ({@code isInitialized} reports it): one new task state must not make a whole snapshot unreadable.
 */
public final class Protobuf {

  /** For Accept and Content-Type; Mesos takes no parameters behind it. */
  public static final String MEDIA_TYPE = "application/x-protobuf";

  private Protobuf() {}

  /**
   * Reads a message of {@code prototype}'s type.
   *
   * @throws MessageFormatException if the bytes are not such a message
   */
  @SuppressWarnings("unchecked") // a message's parser gives that message's own type
  public static <M extends Message> M decode(byte[] bytes, M prototype)
      throws MessageFormatException {
    try {
      return (M) prototype.getParserForType().parsePartialFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MessageFormatException(MEDIA_TYPE, prototype, e);
    }
  }
}
