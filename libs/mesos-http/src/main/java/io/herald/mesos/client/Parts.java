package io.herald.mesos.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages of one kind, of which each may stay in its wire form until it is read: a cluster's tasks
 * would take some times the memory of their bytes. One that is garbled costs itself alone.
 * Immutable; can be read more than once.
 */
public final class Parts<M extends Message> {

  private final Function<Consumer<Garbled>, Stream<M>> reading;

  private Parts(Function<Consumer<Garbled>, Stream<M>> reading) {
    this.reading = reading;
  }

  static <M extends Message> Parts<M> of(List<M> messages) {
    return new Parts<>(garbled -> messages.stream());
  }

  /**
   * Messages that are still bytes.
   *
   * @param kind for {@link Garbled}
   * @param id takes the id from what could be read of one
   */
  static <M extends Message> Parts<M> of(
      List<ByteString> parts, Parser<M> parser, String kind, Function<? super M, String> id) {
    return new Parts<>(
        garbled ->
            parts.stream()
                .flatMap(bytes -> Stream.ofNullable(message(bytes, parser, kind, id, garbled))));
  }

  /** The readable ones, each read as it is asked for; {@code garbled} receives the others. */
  public Stream<M> read(Consumer<Garbled> garbled) {
    return reading.apply(garbled);
  }

  private static <M extends Message> @Nullable M message(
      ByteString bytes,
      Parser<M> parser,
      String kind,
      Function<? super M, String> id,
      Consumer<Garbled> garbled) {
    try {
      return parser.parsePartialFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      @SuppressWarnings("unchecked") // a parser's unfinished message is of the type that it parses
      M begun = (M) e.getUnfinishedMessage();
      garbled.accept(new Garbled(kind, begun == null ? "" : id.apply(begun), Garbled.BYTES));
      return null;
    }
  }
}
