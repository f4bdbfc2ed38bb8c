package io.herald.serverset.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.Endpoint;
import io.herald.serverset.member.Member;
import io.herald.serverset.member.MemberJson;
import io.herald.serverset.member.ServerSetPath;
import io.herald.serverset.zookeeper.ZooKeeperConnection;
import io.herald.serverset.zookeeper.ZooKeeperOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSetsTest {

  private static final Member MEMBER = Member.alive(new Endpoint("10.0.0.1", 80), Map.of(), 3);

  private MiniZooKeeper server;
  private ZooKeeperConnection connection;
  private ServerSets sets;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()));
    sets = new ServerSets(connection);
  }

  @AfterEach
  void close() {
    connection.close();
    server.close();
  }

  @Test
  void theSetsThatHaveMembersAreListedByPath() throws Exception {
    node("/aurora/www/prod/web/member_0000000002", MemberJson.write(MEMBER));
    node("/aurora/www/prod/web/member_0000000001", "garbage".getBytes(UTF_8));
    node("/aurora/ops/prod/db/member_0000000000", MemberJson.write(MEMBER));
    node("/aurora/empty", new byte[0]);
    List<ServerSets.Group> groups = sets.below(new ServerSetPath("/"));

    assertThat(groups)
        .extracting(group -> group.path().value())
        .containsExactly("/aurora/ops/prod/db", "/aurora/www/prod/web");
    assertThat(groups.get(1).members().keySet())
        .containsExactly("member_0000000001", "member_0000000002");
    assertThat(groups.get(1).members())
        .containsEntry("member_0000000002", new ServerSets.Content.Valid(MEMBER));
    assertThat(groups.get(1).members().get("member_0000000001"))
        .isInstanceOfSatisfying(
            ServerSets.Content.Malformed.class, bad -> assertThat(bad.reason()).isNotEmpty());
  }

  @Test
  void aPathThatIsNotThereIsEmptyAndOneWithoutMembersIsASetWithoutMembers() throws Exception {
    assertThat(sets.group(new ServerSetPath("/nowhere"))).isEmpty();
    assertThat(sets.below(new ServerSetPath("/nowhere"))).isEmpty();
    assertThat(sets.data(new ServerSetPath("/nowhere"))).isEmpty();
    node("/some/where", "x".getBytes(UTF_8));
    assertThat(sets.group(new ServerSetPath("/some/where")).orElseThrow().members()).isEmpty();
    assertThat(sets.data(new ServerSetPath("/some/where"))).contains("x".getBytes(UTF_8));
  }

  @Test
  void aRefusalNamesThePathAndWhatToCheck() throws Exception {
    node("/secret", new byte[0]);
    connection
        .client()
        .setACL()
        .withACL(List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE)))
        .forPath("/secret");
    assertThatThrownBy(() -> sets.below(new ServerSetPath("/secret")))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "/secret can't be read: ZooKeeper denies access to /secret; check the credentials and the"
                + " ACLs of the node and its parent");
  }

  private void node(String path, byte[] data) throws Exception {
    connection.client().create().creatingParentsIfNeeded().forPath(path, data);
  }
}
