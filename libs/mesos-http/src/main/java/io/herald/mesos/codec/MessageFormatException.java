package io.herald.mesos.codec;

import com.google.protobuf.Message;
import java.io.IOException;

/** Bytes that are not the message that they should be. */
public final class MessageFormatException extends IOException {

  /**
   * @param mediaType the form that was expected
   */
  public MessageFormatException(String mediaType, Message prototype, Exception cause) {
    super(
        prototype.getDescriptorForType().getFullName()
            + " in "
            + mediaType
            + " can't be read: "
            + cause.getMessage(),
        cause);
  }
}
