package io.herald.interop.twittercommons;

import com.google.common.collect.ImmutableSet;
import com.twitter.common.base.Command;
import com.twitter.common.quantity.Amount;
import com.twitter.common.quantity.Time;
import com.twitter.common.zookeeper.ServerSetImpl;
import com.twitter.common.zookeeper.ZooKeeperClient;
import com.twitter.thrift.Endpoint;
import com.twitter.thrift.ServiceInstance;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.serverset.lint.ServerSetReader;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

class TwitterCommonsTest extends ReaderStories {

  @Override
  protected boolean makesTheSet() {
    return true;
  }

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public ServerSetReader reader() {
        return ServerSetReader.TWITTER_COMMONS;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) throws Exception {
        return new Watch(zooKeeper, path, endpoint);
      }
    };
  }

  private static final class Watch implements RealReader.View {

    private final AtomicReference<ImmutableSet<ServiceInstance>> last =
        new AtomicReference<>(ImmutableSet.of());
    private final ZooKeeperClient client;
    private final Command end;
    private final String endpoint;

    Watch(String zooKeeper, String path, String endpoint) throws Exception {
      String[] address = zooKeeper.split(":", 2);
      this.endpoint = endpoint;
      this.client =
          new ZooKeeperClient(
              Amount.of(5, Time.SECONDS),
              InetSocketAddress.createUnresolved(address[0], Integer.parseInt(address[1])));
      try {
        this.end = new ServerSetImpl(client, path).watch(last::set);
      } catch (Exception e) {
        client.close();
        throw e;
      }
    }

    @Override
    public Set<RealReader.Seen> seen() {
      Set<RealReader.Seen> seen = new HashSet<>();
      for (ServiceInstance instance : last.get()) {
        Endpoint chosen =
            endpoint.isEmpty()
                ? instance.getServiceEndpoint()
                : instance.getAdditionalEndpoints().get(endpoint);
        OptionalInt shard =
            instance.isSetShard() ? OptionalInt.of(instance.getShard()) : OptionalInt.empty();
        seen.add(new RealReader.Seen(chosen.getHost(), chosen.getPort(), shard));
      }
      return seen;
    }

    @Override
    public void close() {
      end.execute();
      client.close();
    }
  }
}
