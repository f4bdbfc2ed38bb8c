package io.herald.mesos.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;

/** A wire form of messages; masters and agents speak both. */
public enum MessageFormat {
  PROTOBUF("application/x-protobuf") {
    @Override
    public byte[] encode(Message message) {
      return message.toByteArray();
    }

    @Override
    @SuppressWarnings("unchecked") // build() of a message's own builder gives that message's type
    public <M extends Message> M decode(byte[] bytes, M prototype) throws MessageFormatException {
      try {
        return (M) prototype.newBuilderForType().mergeFrom(bytes).build();
      } catch (InvalidProtocolBufferException
          | com.google.protobuf.UninitializedMessageException e) {
        throw new MessageFormatException(this, prototype, e);
      }
    }
  },
  JSON("application/json") {
    @Override
    public byte[] encode(Message message) {
      return MesosJson.print(message).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public <M extends Message> M decode(byte[] bytes, M prototype) throws MessageFormatException {
      try {
        return (M)
            MesosJson.parse(
                    new String(bytes, StandardCharsets.UTF_8), prototype.newBuilderForType())
                .build();
      } catch (InvalidProtocolBufferException
          | com.google.protobuf.UninitializedMessageException e) {
        throw new MessageFormatException(this, prototype, e);
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
}
