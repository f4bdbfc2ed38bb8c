package io.herald.serverset.lint;

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
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole tree; what each node does to each reader is held by the interop tests. */
class TreeLintTest {

  private static final byte[] GOOD = member(0);

  @TempDir Path folder;
  private MiniZooKeeper server;
  private ZooKeeperConnection connection;

  @BeforeEach
  void open() throws Exception {
    server = MiniZooKeeper.start(folder, 0);
    connection = ZooKeeperConnection.open(ZooKeeperOptions.of(server.connectString()));
  }

  @AfterEach
  void close() {
    connection.close();
    server.close();
  }

  @Test
  void aTreeOfOurMembersHasNoRemarks() throws Exception {
    create("/aurora/a/prod/x/member_", CreateMode.EPHEMERAL_SEQUENTIAL, GOOD);
    create("/aurora/a/prod/x/member_", CreateMode.EPHEMERAL_SEQUENTIAL, member(1));
    create("/aurora/b/prod/y/member_", CreateMode.EPHEMERAL_SEQUENTIAL, GOOD);

    assertThat(check("/aurora")).isEqualTo(new TreeLint.Result(2, 3, List.of()));
    assertThat(check("/")).isEqualTo(check("/aurora"));
  }

  @Test
  void oneOddNodeIsToldWithTheReadersThatItHarmsAndWhy() throws Exception {
    create("/s/member_", CreateMode.EPHEMERAL_SEQUENTIAL, GOOD);
    create("/s/member_", CreateMode.EPHEMERAL_SEQUENTIAL, "hello".getBytes(UTF_8));
    create("/s/vector_", CreateMode.EPHEMERAL_SEQUENTIAL, "{\"vector\":[]}".getBytes(UTF_8));

    assertThat(lines("/s"))
        .containsExactly(
            "/s/member_0000000001 MISSED [Finagle zk2!, Twitter commons (Python), Armeria,"
                + " Prometheus] the data is not a JSON object",
            "/s/member_0000000001 BLINDED [Finagle zk!, Twitter commons (Java)] the data is not a"
                + " JSON object",
            "/s/member_0000000001 MISSED [] Herald does not read it: the data is not JSON:"
                + " Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or"
                + " token 'null', 'true' or 'false')",
            "/s/vector_0000000002 BOGUS [Prometheus] it looks at children of any name, and"
                + " \"vector_0000000002\" is not a member's name");
  }

  @Test
  void whatNoReaderTellsIsToldToo() throws Exception {
    create("/s/member_", CreateMode.EPHEMERAL_SEQUENTIAL, GOOD);
    create("/s/member_", CreateMode.PERSISTENT_SEQUENTIAL, GOOD);

    assertThat(lines("/s"))
        .containsExactly(
            "/s/member_0000000001 SEEN [] it is not ephemeral, so it stays when its task is gone",
            "/s SEEN [] shard 0 has 2 members, [member_0000000000, member_0000000001]; readers"
                + " show all of them");
  }

  @Test
  void aPathThatIsNotThereIsASentence() {
    assertThatThrownBy(() -> check("/nowhere"))
        .isInstanceOf(IOException.class)
        .hasMessage("/nowhere does not exist; list with: serverset ls");
  }

  private TreeLint.Result check(String path) throws IOException {
    return new TreeLint(connection).check(new ServerSetPath(path));
  }

  private List<String> lines(String path) throws IOException {
    return check(path).remarks().stream()
        .map(
            remark ->
                remark.node()
                    + " "
                    + remark.effect().name()
                    + " "
                    + remark.readers()
                    + " "
                    + remark.what())
        .toList();
  }

  private void create(String path, CreateMode mode, byte[] data) throws Exception {
    connection.client().create().creatingParentsIfNeeded().withMode(mode).forPath(path, data);
  }

  private static byte[] member(int shard) {
    return MemberJson.write(Member.alive(new Endpoint("h", 31000), Map.of(), shard));
  }
}
