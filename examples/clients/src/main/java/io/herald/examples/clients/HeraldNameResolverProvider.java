package io.herald.examples.clients;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.herald.client.HeraldClient;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has gRPC channels find their servers with Herald: {@code herald:///SERVICE/PORT}.
 *
 * <pre>{@code
 * NameResolverRegistry.getDefaultRegistry().register(new HeraldNameResolverProvider(herald));
 * ManagedChannel channel =
 *     ManagedChannelBuilder.forTarget("herald:///greeter.test.vagrant/grpc")
 *         .defaultLoadBalancingPolicy("round_robin")
 *         .usePlaintext()
 *         .build();
 * }</pre>
 */
public final class HeraldNameResolverProvider extends NameResolverProvider {

  private static final String SCHEME = "herald";
  private static final int PRIORITY = 5;

  private final HeraldClient herald;

  /** Channels have watches of this client; close it after them. */
  public HeraldNameResolverProvider(HeraldClient herald) {
    this.herald = herald;
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    String path = target.getPath() == null ? "" : target.getPath();
    int slash = path.lastIndexOf('/');
    if (!path.startsWith("/") || slash <= 1 || slash == path.length() - 1) {
      throw new IllegalArgumentException(
          "target \""
              + target
              + "\": write herald:///SERVICE/PORT, such as herald:///greeter/grpc");
    }
    return new HeraldNameResolver(
        herald, path.substring(1, slash), path.substring(slash + 1), args);
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return PRIORITY;
  }

  @Override
  public Collection<Class<? extends SocketAddress>> getProducedSocketAddressTypes() {
    return List.of(InetSocketAddress.class);
  }
}
