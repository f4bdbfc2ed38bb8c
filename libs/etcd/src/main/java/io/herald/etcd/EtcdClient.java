package io.herald.etcd;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.herald.etcd.messages.DeleteRangeRequest;
import io.herald.etcd.messages.KeyValue;
import io.herald.etcd.messages.LeaseGrantRequest;
import io.herald.etcd.messages.LeaseGrantResponse;
import io.herald.etcd.messages.LeaseKeepAliveRequest;
import io.herald.etcd.messages.LeaseRevokeRequest;
import io.herald.etcd.messages.LeaseTimeToLiveRequest;
import io.herald.etcd.messages.LeaseTimeToLiveResponse;
import io.herald.etcd.messages.PutRequest;
import io.herald.etcd.messages.RangeRequest;
import io.herald.etcd.messages.RangeResponse;
import io.herald.etcd.messages.TxnResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * A client of one cluster: requests that wait for their answer, at most the settings' time-out for
 * each try. Nothing is connected before the first request. Safe for any thread.
 *
 * <p>Reads are tried once with each member. A write goes to a member that is connected, and is not
 * repeated once it may have been sent: whether it was done is unknown then, so ask with a
 * transaction that compares.
 */
public final class EtcdClient implements AutoCloseable {

  /** Keys of one answer, while many are read. */
  static final int PAGE = 1_000;

  private final EtcdConnection connection;

  public EtcdClient(EtcdSettings settings) {
    this.connection = new EtcdConnection(settings);
  }

  EtcdConnection connection() {
    return connection;
  }

  public EtcdSettings settings() {
    return connection.settings();
  }

  /** The member that answers now, or answered last; connects if none is. */
  public EtcdEndpoint endpoint() throws EtcdException, InterruptedException {
    return connection.member().endpoint();
  }

  /** A key, as all members agree on it. */
  public Optional<EtcdEntry> get(String key) throws EtcdException, InterruptedException {
    RangeResponse response =
        read(EtcdMethods.RANGE, RangeRequest.newBuilder().setKey(Keys.bytes(key)).build());
    return response.getKvsList().stream().findFirst().map(EtcdEntry::of);
  }

  /**
   * Every key that begins so, in order of the keys, all as they were at one revision.
   *
   * @param prefix empty: every key
   * @param page gets them, a page after the other
   * @return that revision
   * @throws EtcdException also if the revision is compacted away while it is read: read again
   */
  public long list(String prefix, Consumer<List<EtcdEntry>> page)
      throws EtcdException, InterruptedException {
    return pages(
        prefix,
        response -> page.accept(response.getKvsList().stream().map(EtcdEntry::of).toList()));
  }

  /** As {@link #list(String, Consumer)}, all at once. */
  public List<EtcdEntry> list(String prefix) throws EtcdException, InterruptedException {
    List<EtcdEntry> all = new java.util.ArrayList<>();
    list(prefix, all::addAll);
    return all;
  }

  long pages(String prefix, Consumer<RangeResponse> page)
      throws EtcdException, InterruptedException {
    ByteString from = Keys.startOf(Keys.bytes(prefix));
    ByteString end = Keys.endOf(Keys.bytes(prefix));
    long revision = 0;
    while (true) {
      RangeResponse response =
          read(
              EtcdMethods.RANGE,
              RangeRequest.newBuilder()
                  .setKey(from)
                  .setRangeEnd(end)
                  .setLimit(PAGE)
                  .setRevision(revision)
                  .setSortOrder(RangeRequest.SortOrder.ASCEND)
                  .setSortTarget(RangeRequest.SortTarget.KEY)
                  .build());
      if (revision == 0) {
        revision = response.getHeader().getRevision();
      }
      page.accept(response);
      if (!response.getMore() || response.getKvsCount() == 0) {
        return revision;
      }
      KeyValue last = response.getKvs(response.getKvsCount() - 1);
      from = Keys.after(last.getKey());
    }
  }

  /** How many keys began so at a revision. */
  long countAt(String prefix, long revision) throws EtcdException, InterruptedException {
    ByteString start = Keys.bytes(prefix);
    return read(
            EtcdMethods.RANGE,
            RangeRequest.newBuilder()
                .setKey(Keys.startOf(start))
                .setRangeEnd(Keys.endOf(start))
                .setRevision(revision)
                .setCountOnly(true)
                .build())
        .getCount();
  }

  /** When a key was written last, as of a revision; 0 if there was none. */
  long modRevisionAt(String key, long revision) throws EtcdException, InterruptedException {
    return read(
            EtcdMethods.RANGE,
            RangeRequest.newBuilder()
                .setKey(Keys.bytes(key))
                .setRevision(revision)
                .setKeysOnly(true)
                .build())
        .getKvsList()
        .stream()
        .mapToLong(KeyValue::getModRevision)
        .findFirst()
        .orElse(0);
  }

  /**
   * Writes a key.
   *
   * @param lease with whose end it ends; 0: none
   * @return the revision
   */
  public long put(String key, ByteString value, long lease)
      throws EtcdException, InterruptedException {
    return write(
            EtcdMethods.PUT,
            PutRequest.newBuilder().setKey(Keys.bytes(key)).setValue(value).setLease(lease).build())
        .getHeader()
        .getRevision();
  }

  /**
   * Removes a key.
   *
   * @return whether there was one
   */
  public boolean delete(String key) throws EtcdException, InterruptedException {
    return write(
                EtcdMethods.DELETE_RANGE,
                DeleteRangeRequest.newBuilder().setKey(Keys.bytes(key)).build())
            .getDeleted()
        > 0;
  }

  /**
   * Removes every key that begins so.
   *
   * @return how many there were
   */
  public long deleteAll(String prefix) throws EtcdException, InterruptedException {
    ByteString start = Keys.bytes(prefix);
    return write(
            EtcdMethods.DELETE_RANGE,
            DeleteRangeRequest.newBuilder()
                .setKey(Keys.startOf(start))
                .setRangeEnd(Keys.endOf(start))
                .build())
        .getDeleted();
  }

  /** Does all its writes, if all its conditions hold. */
  public EtcdTransaction.Result commit(EtcdTransaction transaction)
      throws EtcdException, InterruptedException {
    TxnResponse response = write(EtcdMethods.TXN, transaction.wire());
    return new EtcdTransaction.Result(response.getSucceeded(), response.getHeader().getRevision());
  }

  /**
   * Makes a lease, and keeps it alive from now on, each third of its time.
   *
   * @param ttl whole seconds, at least 1; etcd may grant a longer one
   */
  public EtcdLease lease(Duration ttl) throws EtcdException, InterruptedException {
    long asked = System.nanoTime();
    LeaseGrantResponse granted = grant(ttl);
    return new EtcdLease(this, granted.getId(), Duration.ofSeconds(granted.getTtl()), asked);
  }

  private LeaseGrantResponse grant(Duration ttl) throws EtcdException, InterruptedException {
    LeaseGrantResponse granted =
        write(
            EtcdMethods.LEASE_GRANT,
            LeaseGrantRequest.newBuilder().setTtl(Math.max(1, ttl.toSeconds())).build());
    if (!granted.getError().isEmpty()) {
      throw new EtcdException(EtcdException.Kind.INVALID, "no lease: " + granted.getError());
    }
    return granted;
  }

  /**
   * Makes a lease that nobody keeps alive.
   *
   * @return its number
   */
  public long grantOnce(Duration ttl) throws EtcdException, InterruptedException {
    return grant(ttl).getId();
  }

  /**
   * Gives a lease its whole time again.
   *
   * @return that time; empty if it has ended
   */
  public Optional<Duration> keepAlive(long lease) throws EtcdException, InterruptedException {
    // Repeated or late, it lengthens a lease that we hold: it may be sent twice.
    long ttl =
        read(EtcdMethods.LEASE_KEEP_ALIVE, LeaseKeepAliveRequest.newBuilder().setId(lease).build())
            .getTtl();
    return ttl > 0 ? Optional.of(Duration.ofSeconds(ttl)) : Optional.empty();
  }

  /** Ends a lease, and with it its keys; one that has ended is fine. */
  public void revoke(long lease) throws EtcdException, InterruptedException {
    try {
      var unused =
          write(EtcdMethods.LEASE_REVOKE, LeaseRevokeRequest.newBuilder().setId(lease).build());
    } catch (EtcdException e) {
      if (e.kind() != EtcdException.Kind.LEASE_GONE) {
        throw e;
      }
    }
  }

  /**
   * Whole seconds that a lease has left, if nobody keeps it alive.
   *
   * @return empty if it has ended
   */
  public OptionalLong secondsLeft(long lease) throws EtcdException, InterruptedException {
    LeaseTimeToLiveResponse response = read(EtcdMethods.LEASE_TIME_TO_LIVE, timeToLive(lease));
    return response.getTtl() < 0 ? OptionalLong.empty() : OptionalLong.of(response.getTtl());
  }

  static LeaseTimeToLiveRequest timeToLive(long lease) {
    return LeaseTimeToLiveRequest.newBuilder().setId(lease).build();
  }

  private <Q, R> R read(MethodDescriptor<Q, R> method, Q request)
      throws EtcdException, InterruptedException {
    int tries = Math.max(2, settings().endpoints().size());
    for (int i = 1; ; i++) {
      try {
        return once(method, request);
      } catch (EtcdException e) {
        if (i >= tries || !EtcdConnection.isOfTheConnection(e)) {
          throw e;
        }
      }
    }
  }

  private <Q, R> R write(MethodDescriptor<Q, R> method, Q request)
      throws EtcdException, InterruptedException {
    try {
      return once(method, request);
    } catch (EtcdException e) {
      if (!EtcdConnection.isOfTheToken(e)) {
        throw e;
      }
      return once(method, request); // it was turned away before anything was done
    }
  }

  private <Q, R> R once(MethodDescriptor<Q, R> method, Q request)
      throws EtcdException, InterruptedException {
    EtcdConnection.Member member = connection.member();
    try {
      return Unary.call(member.call(method, connection.deadline()), request, member.endpoint());
    } catch (EtcdException e) {
      if (EtcdConnection.isOfTheConnection(e)) {
        connection.failed(member, e);
      }
      throw e;
    }
  }

  /** Ends the connection; leases end in their time, what waits fails. */
  @Override
  public void close() {
    connection.close();
  }
}
