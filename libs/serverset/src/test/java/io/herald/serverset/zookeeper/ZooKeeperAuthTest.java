package io.herald.serverset.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Case numbers are those of the conformance table A, auth files. */
class ZooKeeperAuthTest {

  private static final ACL HASHED =
      new ACL(
          Perms.READ | Perms.WRITE | Perms.CREATE | Perms.DELETE,
          new Id("digest", "user:smGaoVKd/cQkjm7b88GyorAUz20="));

  @TempDir Path folder;

  @Test
  void a1_digest() throws Exception {
    ZooKeeperAuth auth =
        read(
            """
            {"auth": [{"scheme": "digest", "credential": "user:pass"}],
             "acl": [{"scheme": "digest", "credential": "user:pass", "permissions":
                {"read": true, "write": true, "create": true, "delete": true, "admin": false}}]}
            """);
    assertThat(auth.credentials()).containsExactly(new Credential("digest", "user:pass"));
    assertThat(auth.acls().members()).containsExactly(HASHED);
    assertThat(auth.acls().parents()).containsExactly(HASHED);
  }

  @Test
  void a2_anotherSchemeVerbatim() throws Exception {
    ZooKeeperAuth auth =
        read(
            """
            {"auth": [{"scheme": "s", "credential": "ca"}],
             "acl": [{"scheme": "s", "credential": "cl", "permissions": {"create": true}}]}
            """);
    assertThat(auth.credentials()).containsExactly(new Credential("s", "ca"));
    assertThat(auth.acls().members()).containsExactly(new ACL(Perms.CREATE, new Id("s", "cl")));
  }

  @Test
  void a3_noFileIsOpen() {
    assertThat(ZooKeeperAuth.NONE.credentials()).isEmpty();
    assertThat(ZooKeeperAuth.NONE.acls().members()).isEqualTo(ZooDefs.Ids.OPEN_ACL_UNSAFE);
  }

  static Stream<Arguments> a4() {
    String acl = "{\"acl\": [{\"scheme\": \"world\", \"credential\": \"anyone\"%s}]}";
    return Stream.of(
        arguments("nonsense secret", ":1:1: this is not JSON: expected a value"),
        arguments("", ": the file: write an object"),
        arguments("[]", ": the file: write an object"),
        arguments("{} {}", ":1:4: a second value begins here"),
        arguments(
            "{\"auth\": [], \"auth\": []}", ":1:20: the key \"auth\" is given twice; remove one"),
        arguments(
            "{\"auht\": []}", ": the file: the key \"auht\" is unknown; known are [acl, auth,"),
        arguments("{\"auth\": {}}", ": auth: write a list of objects"),
        arguments("{\"auth\": [{\"scheme\": \"s\"}]}", ": auth[0]: \"credential\" is missing"),
        arguments("{\"auth\": [\"secret\"]}", ": auth[0]: write an object"),
        arguments(
            "{\"auth\": [{\"scheme\": 1, \"credential\": \"secret\"}]}",
            ": auth[0].scheme: write a string"),
        arguments(
            "{\"auth\": [{\"scheme\": \"\", \"credential\": \"secret\"}]}",
            ": auth[0]: the scheme is empty"),
        arguments("{\"acl\": {\"scheme\": \"s\"}}", ": acl: write a list of objects"),
        arguments(
            "{\"acl\": [{\"scheme\": \"s\", \"permissions\": {}}]}",
            ": acl[0]: \"credential\" is missing"),
        arguments(acl.formatted(""), ": acl[0]: \"permissions\" is missing"),
        arguments(
            acl.formatted(", \"permissions\": \"rwcda\""), ": acl[0].permissions: write an object"),
        arguments(
            acl.formatted(", \"permissions\": {\"list\": true}"),
            ": acl[0].permissions: the key \"list\" is unknown; known are [admin, create, delete,"),
        arguments(
            acl.formatted(", \"permissions\": {\"read\": \"non-bool\"}"),
            ": acl[0].permissions.read: write true or false"),
        arguments(
            acl.formatted(", \"permissions\": {\"read\": null}"),
            ": acl[0].permissions.read: write true or false"));
  }

  @ParameterizedTest
  @MethodSource("a4")
  void a4_anErrorNamesFileAndFieldAndNoSecret(String text, String message) throws Exception {
    Path file = write(text);
    assertThatThrownBy(() -> ZooKeeperAuth.read(file))
        .isInstanceOf(AuthFileException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message)
        .hasNoCause()
        .message()
        .doesNotContain("secret");
  }

  @Test
  void a4_aMissingFileIsAnError() {
    Path file = folder.resolve("missing.json");
    assertThatThrownBy(() -> ZooKeeperAuth.read(file))
        .isInstanceOf(AuthFileException.class)
        .hasMessage(file + ": the ZooKeeper auth file does not exist");
  }

  @Test
  void a5_anEmptyObjectIsOpen() throws Exception {
    assertThat(read("{}")).isEqualTo(ZooKeeperAuth.NONE);
    assertThat(read("{\"auth\": [], \"acl\": []}")).isEqualTo(ZooKeeperAuth.NONE);
  }

  @Test
  void a6_aDigestWithoutAColonIsAnErrorAndOneWithTwoIsAPasswordWithOne() throws Exception {
    String entry = "\"scheme\": \"digest\", \"credential\": \"%s\"";
    for (String list : new String[] {"auth", "acl"}) {
      Path file = write("{\"" + list + "\": [{" + entry.formatted("user") + "}]}");
      assertThatThrownBy(() -> ZooKeeperAuth.read(file))
          .hasMessageContaining(list + "[0]: a digest credential is written user:password");
    }
    ZooKeeperAuth auth =
        read("{\"acl\": [{" + entry.formatted("a:b:c") + ", \"permissions\": {\"read\": true}}]}");
    // sha1("a:b:c") in base64, with Python's hashlib
    assertThat(auth.acls().members())
        .containsExactly(new ACL(Perms.READ, new Id("digest", "a:cLzgnoJ6mP5qz3w+mwvPE2vDgu0=")));
  }

  @Test
  void looseTruthValuesPassAsTheyDoInAurora() throws Exception {
    ZooKeeperAuth auth =
        read(
            """
            {"acl": [{"scheme": "ip", "credential": "10.0.0.0/8", "permissions":
                {"read": "true", "write": 1, "create": "false", "delete": 0}}]}
            """);
    assertThat(auth.acls().members())
        .containsExactly(new ACL(Perms.READ | Perms.WRITE, new Id("ip", "10.0.0.0/8")));
  }

  @Test
  void parentsMayHaveAnAclOfTheirOwn() throws Exception {
    ZooKeeperAuth auth =
        read(
            """
            {"acl": [{"scheme": "world", "credential": "anyone", "permissions": {"read": true}}],
             "parent_acl": [{"scheme": "digest", "credential": "user:pass", "permissions":
                {"read": true, "write": true, "create": true, "delete": true}}]}
            """);
    assertThat(auth.acls().members())
        .containsExactly(new ACL(Perms.READ, new Id("world", "anyone")));
    assertThat(auth.acls().parents()).containsExactly(HASHED);
  }

  @Test
  void noTextFormHoldsASecret() throws Exception {
    ZooKeeperAuth auth =
        read(
            """
            {"auth": [{"scheme": "digest", "credential": "user:pass"}],
             "acl": [{"scheme": "digest", "credential": "user:pass", "permissions": {}}]}
            """);
    ZooKeeperOptions options = ZooKeeperOptions.of("zk://user:pass@h1").withAuth(auth);
    assertThat(options.toString()).doesNotContain("pass").doesNotContain("smGaoVKd");
  }

  private ZooKeeperAuth read(String text) throws Exception {
    return ZooKeeperAuth.read(write(text));
  }

  private Path write(String text) throws Exception {
    return Files.writeString(folder.resolve("auth.json"), text);
  }
}
