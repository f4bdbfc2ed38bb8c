package io.herald.minimesos.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.herald.mesos.codec.MessageFormatException;
import io.herald.mesos.codec.Protobuf;
import java.nio.charset.StandardCharsets;

/**
 * A wire form of messages; masters and agents speak both.
 *
 * <p>Reading tolerates what a newer Mesos added: unknown fields and enum values are kept in
 * protobuf and left out in JSON. A message whose required field is missing, as it is when its enum
 * value is unknown, is a message too ({@code isInitialized} says): one new task state must not make
 * a whole snapshot unreadable.
 */
public enum MessageFormat {
  PROTOBUF(Protobuf.MEDIA_TYPE) {
    @Override
    public byte[] encode(Message message) {
      return message.toByteArray();
    }

    @Override
    public <M extends Message> M decode(byte[] bytes, M prototype) throws MessageFormatException {
      return Protobuf.decode(bytes, prototype);
    }
  },
  JSON("application/json") {
    @Override
    public byte[] encode(Message message) {
      return MesosJson.print(message).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public <M extends Message> M decode(byte[] bytes, M prototype) throws MessageFormatException {
      try {
        return ofType(
            prototype, MesosJson.parse(bytes, prototype.newBuilderForType()).buildPartial());
      } catch (InvalidProtocolBufferException e) {
        throw new MessageFormatException(mediaType(), prototype, e);
      }
    }
  };

  private final String mediaType;

  MessageFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The media type, for Accept and Content-Type; Mesos takes no parameters behind it. */
  public String mediaType() {
    return mediaType;
  }

  public abstract byte[] encode(Message message);

  /**
   * Reads a message of {@code prototype}'s type. What a newer Mesos added is tolerated.
   *
   * @throws MessageFormatException if the bytes are not such a message
   */
  public abstract <M extends Message> M decode(byte[] bytes, M prototype)
      throws MessageFormatException;

  @SuppressWarnings("unchecked") // a message's parser and builder give that message's own type
  private static <M extends Message> M ofType(M prototype, Message message) {
    return (M) prototype.getClass().cast(message);
  }
}
