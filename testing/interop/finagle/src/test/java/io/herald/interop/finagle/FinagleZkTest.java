package io.herald.interop.finagle;

import com.twitter.finagle.Name;
import com.twitter.finagle.Resolver;
import io.herald.interop.ReaderStories;
import io.herald.interop.RealReader;
import io.herald.serverset.lint.ServerSetReader;

/** Finagle's deprecated resolver, {@code zk!}. */
class FinagleZkTest extends ReaderStories {

  @Override
  protected boolean makesTheSet() {
    return true;
  }

  @Override
  protected boolean knowsShards() {
    return false;
  }

  @Override
  protected RealReader reader() {
    return new RealReader() {
      @Override
      public ServerSetReader reader() {
        return ServerSetReader.FINAGLE_ZK;
      }

      @Override
      public View follow(String zooKeeper, String path, String endpoint) {
        String name = endpoint.isEmpty() ? "" : "!" + endpoint;
        Name.Bound bound = (Name.Bound) Resolver.eval("zk!" + zooKeeper + "!" + path + name);
        return new FinagleView(bound.addr());
      }
    };
  }
}
