package io.herald.mesos.codec;

import com.google.protobuf.Message;
import java.io.IOException;

/** Bytes that are not the message that they should be. */
public final class MessageFormatException extends IOException {

  MessageFormatException(MessageFormat format, Message prototype, Exception cause) {
    super(
        prototype.getDescriptorForType().getFullName()
            + " in "
            + format.mediaType()
            + " can't be read: "
            + cause.getMessage(),
        cause);
  }
}
