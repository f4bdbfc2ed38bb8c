package io.herald.examples.clients;

import static io.herald.examples.clients.HeraldServer.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolverRegistry;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.herald.catalog.model.Task;
import io.herald.client.HeraldClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GrpcChannelTest {

  private static final MethodDescriptor.Marshaller<String> TEXT =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String text) {
          return new ByteArrayInputStream(text.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
          try {
            return new String(stream.readAllBytes(), UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private static final MethodDescriptor<String, String> WHO =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Backend/Who")
          .setRequestMarshaller(TEXT)
          .setResponseMarshaller(TEXT)
          .build();

  private static Server saying(String name) throws IOException {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(
            ServerServiceDefinition.builder("test.Backend")
                .addMethod(
                    WHO,
                    ServerCalls.asyncUnaryCall(
                        (request, reply) -> {
                          reply.onNext(name);
                          reply.onCompleted();
                        }))
                .build())
        .build()
        .start();
  }

  private static Set<String> ask(ManagedChannel channel) {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(
          ClientCalls.blockingUnaryCall(
              channel,
              WHO,
              CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(5, TimeUnit.MINUTES),
              ""));
    }
    return answers;
  }

  @Test
  void callsGoWhereTheInstancesAre() throws Exception {
    Server a = saying("a");
    Server b = saying("b");
    try (HeraldServer herald = new HeraldServer();
        HeraldClient client = HeraldClient.at(herald.url())) {
      NameResolverRegistry.getDefaultRegistry().register(new HeraldNameResolverProvider(client));
      Task one = task("t1", "greeter.test", "grpc", a.getPort());
      Task two = task("t2", "greeter.test", "grpc", b.getPort());
      herald.put(one);
      ManagedChannel channel =
          ManagedChannelBuilder.forTarget("herald:///greeter.test/grpc")
              .defaultLoadBalancingPolicy("round_robin")
              .usePlaintext()
              .build();
      try {
        assertThat(ask(channel)).containsExactly("a");
        herald.put(two);
        await().until(() -> ask(channel).equals(Set.of("a", "b")));
        herald.restart();
        herald.remove(one);
        await().until(() -> ask(channel).equals(Set.of("b")));
      } finally {
        channel.shutdownNow();
      }
      for (String target :
          new String[] {"herald:///greeter", "herald:///", "herald:greeter", "herald:///a/"}) {
        assertThatThrownBy(() -> ManagedChannelBuilder.forTarget(target).build())
            .as(target)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("write herald:///SERVICE/PORT");
      }
    } finally {
      a.shutdownNow();
      b.shutdownNow();
    }
  }
}
