package io.herald.etcd;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its one response. gRPC's own future names neither the endpoint nor what etcd's
 * errors mean.
 */
final class Unary<R> extends ClientCall.Listener<R> {

  private final CompletableFuture<R> done = new CompletableFuture<>();
  private final EtcdEndpoint endpoint;
  private @Nullable R response;

  private Unary(EtcdEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Sends the request and waits.
   *
   * @param call with a deadline, so that the wait ends
   */
  static <Q, R> R call(ClientCall<Q, R> call, Q request, EtcdEndpoint endpoint)
      throws EtcdException, InterruptedException {
    CompletableFuture<R> response = send(call, request, endpoint);
    try {
      return response.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EtcdException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      call.cancel("the thread was interrupted", e);
      throw e;
    }
  }

  /** Sends the request; the future fails with an {@link EtcdException} alone. */
  static <Q, R> CompletableFuture<R> send(ClientCall<Q, R> call, Q request, EtcdEndpoint endpoint) {
    Unary<R> listener = new Unary<>(endpoint);
    call.start(listener, new Metadata());
    call.request(2); // a second one would be an error; so it is seen
    call.sendMessage(request);
    call.halfClose();
    return listener.done;
  }

  @Override
  public void onMessage(R message) {
    response = message;
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    R last = response;
    if (status.isOk() && last != null) {
      done.complete(last);
    } else {
      done.completeExceptionally(
          EtcdConnection.exception(
              endpoint,
              status.isOk() ? Status.UNAVAILABLE.withDescription("no answer came") : status));
    }
  }
}
