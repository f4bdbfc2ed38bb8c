package io.herald.interop.finagle;

import com.twitter.finagle.Addr;
import com.twitter.finagle.Address;
import com.twitter.finagle.addr.WeightedAddress;
import com.twitter.finagle.partitioning.zk.ZkMetadata;
import com.twitter.util.Closable;
import com.twitter.util.Var;
import io.herald.interop.RealReader.Seen;
import io.herald.interop.RealReader.View;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** An address of Finagle's that changes, kept live by an observer. */
final class FinagleView implements View {

  private final Closable observer;
  private volatile Addr last;

  FinagleView(Var<Addr> address) {
    this.last = address.sample();
    this.observer =
        address
            .changes()
            .respond(
                next -> {
                  last = next;
                  return BoxedUnit.UNIT;
                });
  }

  @Override
  public Set<Seen> seen() {
    return new HashSet<>(weights().keySet());
  }

  /** Weight of each endpoint. */
  Map<Seen, Double> weights() {
    Map<Seen, Double> all = new HashMap<>();
    if (last instanceof Addr.Bound bound) {
      for (Address address : CollectionConverters.asJava(bound.addrs())) {
        scala.Tuple2<Address, Object> weighted = WeightedAddress.extract(address);
        if (weighted._1() instanceof Address.Inet inet) {
          all.put(seen(inet), (Double) weighted._2());
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    observer.close();
  }

  private static Seen seen(Address.Inet inet) {
    InetSocketAddress address = inet.addr();
    return new Seen(address.getHostString(), address.getPort(), shard(inet));
  }

  private static OptionalInt shard(Address.Inet inet) {
    Option<ZkMetadata> metadata = ZkMetadata.fromAddrMetadata(inet.metadata());
    if (metadata.isEmpty() || metadata.get().shardId().isEmpty()) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((Integer) metadata.get().shardId().get());
  }
}
