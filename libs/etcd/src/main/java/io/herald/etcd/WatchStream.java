package io.herald.etcd;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.herald.etcd.messages.WatchCreateRequest;
import io.herald.etcd.messages.WatchProgressRequest;
import io.herald.etcd.messages.WatchRequest;
import io.herald.etcd.messages.WatchResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One watch of one prefix, as a queue of what etcd says; read by one thread. */
final class WatchStream implements AutoCloseable {

  /** What etcd may send before it has to wait for us. */
  private static final int WINDOW = 16;

  private sealed interface Said permits Response, End {}

  private record Response(WatchResponse message) implements Said {}

  private record End(EtcdException reason) implements Said {}

  private final EtcdConnection connection;
  private final EtcdConnection.Member member;
  private final ClientCall<WatchRequest, WatchResponse> call;
  private final BlockingQueue<Said> said = new LinkedBlockingQueue<>();

  private WatchStream(EtcdConnection connection, EtcdConnection.Member member) {
    this.connection = connection;
    this.member = member;
    this.call = member.call(EtcdMethods.WATCH, CallOptions.DEFAULT);
  }

  static WatchStream open(EtcdConnection connection, String prefix, long from)
      throws EtcdException, InterruptedException {
    WatchStream stream = new WatchStream(connection, connection.member());
    ByteString start = Keys.bytes(prefix);
    stream.start(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(Keys.startOf(start))
                    .setRangeEnd(Keys.endOf(start))
                    .setStartRevision(from)
                    .setFragment(true))
            .build());
    return stream;
  }

  private void start(WatchRequest request) {
    EtcdEndpoint endpoint = member.endpoint();
    call.start(
        new ClientCall.Listener<WatchResponse>() {
          @Override
          public void onMessage(WatchResponse message) {
            said.add(new Response(message));
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            Status told =
                status.isOk() ? Status.UNAVAILABLE.withDescription("the watch has ended") : status;
            said.add(new End(EtcdConnection.exception(endpoint, told)));
          }
        },
        new Metadata());
    call.request(WINDOW);
    call.sendMessage(request);
  }

  /**
   * What comes next.
   *
   * @return null if nothing came in this time
   * @throws EtcdException if the watch has ended
   */
  @Nullable WatchResponse poll(Duration time) throws EtcdException, InterruptedException {
    Said next = said.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    if (next instanceof End end) {
      if (EtcdConnection.isOfTheConnection(end.reason)) {
        connection.failed(member, end.reason);
      }
      throw end.reason;
    }
    if (next instanceof Response response) {
      call.request(1);
      return response.message;
    }
    return null;
  }

  /** Has etcd say something, if it is there. */
  void askForProgress() {
    call.sendMessage(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  /** It was asked for a sign, and gave none: the next try is with the next member. */
  EtcdException silent() {
    EtcdException silent =
        new EtcdException(
            EtcdException.Kind.UNAVAILABLE, member.endpoint() + ": its watch has fallen silent");
    connection.failed(member, silent);
    return silent;
  }

  static EtcdException cancelled(String reason) {
    boolean refused = reason.contains("permission denied") || reason.contains("auth");
    return new EtcdException(
        refused ? EtcdException.Kind.REFUSED : EtcdException.Kind.UNAVAILABLE,
        "etcd ended the watch" + (reason.isEmpty() ? "" : ": " + reason));
  }

  @Override
  public void close() {
    call.cancel("the watch isn't wanted any more", null);
  }
}
