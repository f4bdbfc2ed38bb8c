package io.herald.examples.clients;

import static io.herald.changingcluster.ClusterParts.healthy;
import static io.herald.examples.clients.HeraldServer.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import io.herald.catalog.model.Task;
import io.herald.client.HeraldClient;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArmeriaClientTest {

  private static Server saying(String name) {
    Server server =
        Server.builder().http(0).service("/", (context, request) -> HttpResponse.of(name)).build();
    server.start().join();
    return server;
  }

  private static Set<String> ask(WebClient client) {
    Set<String> answers = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      answers.add(client.get("/").aggregate().join().contentUtf8());
    }
    return answers;
  }

  @Test
  void requestsGoWhereTheInstancesAre() throws Exception {
    Server a = saying("a");
    Server b = saying("b");
    try (HeraldServer herald = new HeraldServer();
        HeraldClient client = HeraldClient.at(herald.url());
        HeraldEndpointGroup group = HeraldEndpointGroup.of(client, "web", "http")) {
      Task one = task("t1", "web", "http", a.activeLocalPort());
      Task two = task("t2", "web", "http", b.activeLocalPort());
      herald.put(one);
      WebClient web = WebClient.of(SessionProtocol.HTTP, group);
      await().until(() -> !group.endpoints().isEmpty());
      assertThat(ask(web)).containsExactly("a");
      herald.put(two);
      await().until(() -> ask(web).equals(Set.of("a", "b")));
      herald.put(healthy(one, false));
      await().until(() -> ask(web).equals(Set.of("b")));
      herald.put(healthy(two, false));
      await().until(() -> ask(web).equals(Set.of("a", "b")));
      herald.remove(two);
      await().until(() -> ask(web).equals(Set.of("a")));
    } finally {
      a.stop().join();
      b.stop().join();
    }
  }
}
