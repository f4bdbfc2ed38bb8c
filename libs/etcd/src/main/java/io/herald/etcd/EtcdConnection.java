package io.herald.etcd;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.herald.etcd.messages.AuthenticateRequest;
import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.Threads;
import io.herald.runtime.tls.CertifiedKey;
import io.herald.runtime.tls.PemFile;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one member, which is another one's once that member is away, and the login. One
 * connection carries every request, watch and lease of a client. Safe for any thread.
 */
final class EtcdConnection implements AutoCloseable {

  /** etcd refuses clients that ping more often than each 5 s. */
  private static final Duration PING = Duration.ofSeconds(10);

  /** A page of keys is far below this. */
  private static final int LARGEST_MESSAGE = 1 << 28;

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  /** A member that has lost the leader ends such a request, in place of answering from the past. */
  private static final Metadata.Key<String> HAS_LEADER =
      Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER);

  private final EtcdSettings settings;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, Threads.numberedDaemons("etcd-net"), NioIoHandler.newFactory());

  @GuardedBy("this")
  private int index;

  @GuardedBy("this")
  private @Nullable Member member;

  /** Connected, with a token that etcd has forgotten. */
  @GuardedBy("this")
  private @Nullable Member forgotten;

  @GuardedBy("this")
  private boolean closed;

  EtcdConnection(EtcdSettings settings) {
    this.settings = settings;
  }

  /** A member that is connected, with the token that it takes. */
  record Member(EtcdEndpoint endpoint, ManagedChannel channel, @Nullable String token) {

    <Q, R> ClientCall<Q, R> call(MethodDescriptor<Q, R> method, CallOptions options) {
      return new WithHeaders<>(channel.newCall(method, options), token);
    }
  }

  private static final class WithHeaders<Q, R>
      extends io.grpc.ForwardingClientCall.SimpleForwardingClientCall<Q, R> {

    private final @Nullable String token;

    WithHeaders(ClientCall<Q, R> call, @Nullable String token) {
      super(call);
      this.token = token;
    }

    @Override
    public void start(Listener<R> listener, Metadata headers) {
      headers.put(HAS_LEADER, "true");
      if (token != null) {
        headers.put(TOKEN, token);
      }
      super.start(listener, headers);
    }
  }

  EtcdSettings settings() {
    return settings;
  }

  /**
   * The connected member. Tries each once, beginning with the one of last time.
   *
   * @throws EtcdException if none can be connected or the login fails
   */
  synchronized Member member() throws EtcdException, InterruptedException {
    if (member != null) {
      return member;
    }
    Member renewed = renewed();
    if (renewed != null) {
      member = renewed;
      return renewed;
    }
    EtcdException failure = null;
    int members = settings.endpoints().size();
    for (int i = 0; i < members; i++) {
      if (closed) {
        throw new EtcdException(EtcdException.Kind.UNAVAILABLE, "the client of etcd is closed");
      }
      EtcdEndpoint endpoint = settings.endpoints().get((index + i) % members);
      try {
        Member found = connect(endpoint);
        index = (index + i) % members;
        member = found;
        return found;
      } catch (EtcdException e) {
        if (failure != null) {
          e.addSuppressed(failure);
        }
        failure = e;
        if (e.kind() == EtcdException.Kind.REFUSED) {
          break; // the next one knows the same users
        }
      }
    }
    throw failure;
  }

  /** A token has ended, not the connection: watches go on while we log in again. */
  @GuardedBy("this")
  private @Nullable Member renewed() throws EtcdException, InterruptedException {
    Member last = forgotten;
    forgotten = null;
    if (last == null) {
      return null;
    }
    boolean kept = false;
    try {
      Member renewed =
          new Member(last.endpoint(), last.channel(), login(last.endpoint(), last.channel()));
      kept = true;
      return renewed;
    } catch (EtcdException e) {
      if (e.kind() == EtcdException.Kind.REFUSED) {
        throw e;
      }
      return null; // it is away meanwhile: another is looked for
    } finally {
      if (!kept) {
        last.channel().shutdownNow();
      }
    }
  }

  @GuardedBy("this")
  private Member connect(EtcdEndpoint endpoint) throws EtcdException, InterruptedException {
    ManagedChannel channel = open(endpoint);
    boolean kept = false;
    try {
      awaitReady(endpoint, channel);
      Member found = new Member(endpoint, channel, login(endpoint, channel));
      kept = true;
      return found;
    } finally {
      if (!kept) {
        channel.shutdownNow();
      }
    }
  }

  private ManagedChannel open(EtcdEndpoint endpoint) throws EtcdException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
            .eventLoopGroup(loops)
            .channelType(NioSocketChannel.class)
            .directExecutor() // answers are only handed on to the threads that wait for them
            .offloadExecutor(task -> Threads.daemon("etcd-lookup", task).start())
            .disableRetry()
            .keepAliveTime(PING.toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .maxInboundMessageSize(LARGEST_MESSAGE);
    if (endpoint.tls()) {
      builder.useTransportSecurity().sslContext(tls(endpoint));
    } else {
      builder.usePlaintext();
    }
    return builder.build();
  }

  private io.netty.handler.ssl.SslContext tls(EtcdEndpoint endpoint) throws EtcdException {
    try {
      SslContextBuilder builder = GrpcSslContexts.forClient();
      if (settings.caFile().isPresent()) {
        List<X509Certificate> authorities =
            new PemFile("etcd's CA file", settings.caFile().get().toString()).certificates();
        builder.trustManager(authorities);
      }
      if (settings.clientCertificate().isPresent()) {
        EtcdSettings.ClientCertificate own = settings.clientCertificate().get();
        CertifiedKey pair =
            CertifiedKey.read(
                new PemFile("etcd's client certificate", own.certificate().toString()),
                new PemFile("etcd's client key", own.key().toString()));
        builder.keyManager(pair.key(), pair.certificates());
      }
      return builder.build();
    } catch (IllegalArgumentException | SSLException e) {
      throw new EtcdException(
          EtcdException.Kind.REFUSED, endpoint + ": TLS can't be set up: " + Reason.of(e), e);
    }
  }

  private void awaitReady(EtcdEndpoint endpoint, ManagedChannel channel)
      throws EtcdException, InterruptedException {
    long end = System.nanoTime() + settings.timeout().toNanos();
    ConnectivityState state = channel.getState(true);
    while (state != ConnectivityState.READY) {
      long left = end - System.nanoTime();
      if (state == ConnectivityState.TRANSIENT_FAILURE || left <= 0) {
        throw cannotConnect(endpoint, channel, left <= 0);
      }
      CountDownLatch changed = new CountDownLatch(1);
      channel.notifyWhenStateChanged(state, changed::countDown);
      boolean unused = changed.await(left, TimeUnit.NANOSECONDS);
      state = channel.getState(true);
    }
  }

  /** A state has no reason; a request has. */
  private EtcdException cannotConnect(EtcdEndpoint endpoint, ManagedChannel channel, boolean late)
      throws InterruptedException {
    if (late) {
      return new EtcdException(
          EtcdException.Kind.UNAVAILABLE, endpoint + ": the connection was not made in time");
    }
    try {
      var unused =
          Unary.call(
              channel.newCall(EtcdMethods.AUTHENTICATE, deadline()),
              AuthenticateRequest.getDefaultInstance(),
              endpoint);
      return new EtcdException(
          EtcdException.Kind.UNAVAILABLE, endpoint + ": the connection failed");
    } catch (EtcdException e) {
      return new EtcdException(EtcdException.Kind.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable String login(EtcdEndpoint endpoint, ManagedChannel channel)
      throws EtcdException, InterruptedException {
    if (settings.user().isEmpty()) {
      return null;
    }
    EtcdSettings.User user = settings.user().get();
    String password;
    try {
      password = Files.readString(user.passwordFile(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new EtcdException(
          EtcdException.Kind.REFUSED,
          "etcd's password file \""
              + user.passwordFile()
              + "\" can't be read: "
              + Reason.of(user.passwordFile(), e),
          e);
    }
    try {
      return Unary.call(
              channel.newCall(EtcdMethods.AUTHENTICATE, deadline()),
              AuthenticateRequest.newBuilder().setName(user.name()).setPassword(password).build(),
              endpoint)
          .getToken();
    } catch (EtcdException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.contains("authentication is not enabled")) {
        return null; // whoever connects may do everything
      }
      throw e.kind() == EtcdException.Kind.REFUSED ? refused(user, e) : e;
    }
  }

  private static EtcdException refused(EtcdSettings.User user, EtcdException login) {
    return new EtcdException(
        EtcdException.Kind.REFUSED,
        login.getMessage()
            + ": the user \""
            + user.name()
            + "\" with the password in "
            + user.passwordFile()
            + "; correct "
            + (user.setBy().isEmpty() ? "the user or the file" : user.setBy())
            + ", and the file's content",
        login);
  }

  CallOptions deadline() {
    return CallOptions.DEFAULT.withDeadlineAfter(
        settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** This member is away or doesn't take our token any more: the next request connects anew. */
  void failed(Member failed, EtcdException reason) {
    synchronized (this) {
      if (!failed.equals(member)) {
        return; // somebody else has met it
      }
      member = null;
      if (isOfTheToken(reason)) {
        forgotten = failed;
        return;
      }
      if (reason.kind() == EtcdException.Kind.UNAVAILABLE) {
        index = (index + 1) % settings.endpoints().size();
      }
    }
    failed.channel.shutdownNow();
  }

  /** Whether this failure is of the connection or the login, which {@link #failed} renews. */
  static boolean isOfTheConnection(EtcdException failure) {
    return failure.kind() == EtcdException.Kind.UNAVAILABLE || isOfTheToken(failure);
  }

  /** etcd forgets tokens after five minutes without use, and with each change of a user. */
  static boolean isOfTheToken(EtcdException failure) {
    String reason = String.valueOf(failure.getMessage());
    return reason.contains("invalid auth token")
        || reason.contains("user name is empty")
        || reason.contains("revision of auth store is old");
  }

  @Override
  public void close() {
    Member last;
    synchronized (this) {
      closed = true;
      last = member == null ? forgotten : member;
      member = null;
      forgotten = null;
    }
    if (last != null) {
      last.channel.shutdownNow();
    }
    var unused = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  /** What a status means. */
  static EtcdException exception(EtcdEndpoint endpoint, Status status) {
    String told = status.getDescription();
    String reason = told == null ? "" : told.replaceFirst("^etcdserver: ", "");
    if (status.getCause() != null
        && (reason.isEmpty()
            || reason.startsWith("io exception")
            || reason.contains("UNAVAILABLE"))) {
      reason = Reason.of(root(status.getCause()));
    }
    EtcdException.Kind kind =
        switch (status.getCode()) {
          case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED, ABORTED, INTERNAL ->
              EtcdException.Kind.UNAVAILABLE;
          case UNAUTHENTICATED, PERMISSION_DENIED -> EtcdException.Kind.REFUSED;
          case OUT_OF_RANGE ->
              reason.contains("compacted")
                  ? EtcdException.Kind.COMPACTED
                  : EtcdException.Kind.INVALID;
          case NOT_FOUND ->
              reason.contains("lease") ? EtcdException.Kind.LEASE_GONE : EtcdException.Kind.INVALID;
          case RESOURCE_EXHAUSTED, DATA_LOSS -> EtcdException.Kind.NO_SPACE;
          case INVALID_ARGUMENT, FAILED_PRECONDITION ->
              reason.contains("authentication failed") || reason.contains("user name is empty")
                  ? EtcdException.Kind.REFUSED
                  : EtcdException.Kind.INVALID;
          // What a member gave up that waited for the others, in words of its own library.
          case UNKNOWN ->
              reason.startsWith("context ")
                  ? EtcdException.Kind.UNAVAILABLE
                  : EtcdException.Kind.INVALID;
          default -> EtcdException.Kind.INVALID;
        };
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
      reason = "no answer came in time";
    }
    return new EtcdException(
        kind,
        endpoint + ": " + (reason.isEmpty() ? status.getCode().toString() : reason),
        status.asException());
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
      root = root.getCause();
    }
    return root;
  }
}
