package io.herald.mesos.client;

import com.google.protobuf.Message;
import io.herald.mesos.recordio.RecordReader;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What distinguishes the event stream of one API from the others'.
 *
 * @param name for thread and log: "operator"
 * @param subscribe gives the SUBSCRIBE call of each connection
 * @param decoder reads one record
 * @param heartbeatSeconds the interval that an event announces; 0 if it announces none
 * @param longestBackoff between two attempts to subscribe
 */
record StreamApi<E>(
    String name,
    String path,
    Supplier<Message> subscribe,
    Decoder<E> decoder,
    ToDoubleFunction<E> heartbeatSeconds,
    Duration longestBackoff) {

  /** Reads one record. */
  @FunctionalInterface
  interface Decoder<E> {
    /**
     * @throws com.google.protobuf.InvalidProtocolBufferException if it is garbled
     * @throws io.herald.mesos.codec.MessageFormatException if it is garbled
     * @throws IOException if the stream breaks
     */
    E decode(RecordReader record) throws IOException;
  }
}
