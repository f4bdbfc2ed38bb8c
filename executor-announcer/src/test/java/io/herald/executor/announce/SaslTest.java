package io.herald.executor.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.executor.options.ExecutorOptions;
import io.herald.minizookeeper.MiniZooKeeper;
import io.herald.serverset.member.ServerSetPath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestLoginModule;
import org.apache.zookeeper.server.auth.ProviderRegistry;
import org.apache.zookeeper.server.auth.SASLAuthenticationProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * SASL (DIGEST-MD5) with a login configuration, at a server that asks for it. Configuration and
 * providers belong to the whole JVM; they are put back.
 */
@Isolated
class SaslTest {

  private static final String PROVIDER = "zookeeper.authProvider.sasl";
  private static final String SET = "/aurora/www-data/prod/hello";
  private static final AnnounceRequest HELLO =
      new AnnounceRequest(
          new ServerSetPath(SET),
          "agent1",
          31000,
          new TreeMap<>(Map.of("http", 31000)),
          0,
          OptionalDouble.empty(),
          new TreeMap<>(),
          "task-1");

  @TempDir Path folder;
  private @Nullable Configuration before;
  private MiniZooKeeper server;

  @BeforeEach
  void startZooKeeper() throws Exception {
    before = Logins.inForce();
    System.setProperty(PROVIDER, SASLAuthenticationProvider.class.getName());
    ProviderRegistry.addOrUpdateProvider(PROVIDER);
    Configuration.setConfiguration(new Logins());
    server = MiniZooKeeper.start(folder.resolve("zookeeper"), 0);
  }

  @AfterEach
  void stopZooKeeper() {
    server.close();
    Configuration.setConfiguration(before);
    System.clearProperty(PROVIDER);
    ProviderRegistry.removeProvider(PROVIDER);
  }

  @Test
  void aMemberBelongsToTheUserOfTheLoginConfiguration() throws Exception {
    try (Announcers announcers = announcers();
        ZooKeeper herald = new ZooKeeper(server.connectString(), 30_000, event -> {});
        ZooKeeper stranger = stranger()) {
      Announcer announcer = announcers.of(HELLO);
      announcer.show();
      await().until(() -> members(herald).size() == 1);
      String member = SET + "/" + members(herald).get(0);

      assertThat(herald.getACL(member, new Stat()))
          .containsExactly(new ACL(Perms.ALL & ~Perms.ADMIN, new Id("sasl", "herald")));
      assertThatThrownBy(() -> stranger.getData(member, false, null))
          .isInstanceOf(KeeperException.NoAuthException.class);
      assertThat(announcer.leave(Duration.ofMinutes(1))).isTrue();
      assertThat(members(herald)).isEmpty();
    }
  }

  private Announcers announcers() throws Exception {
    Path auth =
        Files.writeString(
            folder.resolve("auth.json"),
            """
            {"acl": [{"scheme": "sasl", "credential": "herald", "permissions":
                {"read": true, "write": true, "create": true, "delete": true}}]}
            """);
    return ServerSetAnnouncers.of(
        ExecutorOptions.builder()
            .announcerEnsemble(server.connectString())
            .zookeeperAuthConfig(auth)
            .build());
  }

  private ZooKeeper stranger() throws Exception {
    ZKClientConfig withoutSasl = new ZKClientConfig();
    withoutSasl.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
    return new ZooKeeper(server.connectString(), 30_000, event -> {}, withoutSasl);
  }

  private static List<String> members(ZooKeeper reader) throws Exception {
    try {
      return reader.getChildren(SET, false);
    } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
      return List.of();
    }
  }

  /** What the file of {@code -Djava.security.auth.login.config} says otherwise. */
  private static final class Logins extends Configuration {

    /** Null if there is no file, as in our builds. */
    static @Nullable Configuration inForce() {
      try {
        return Configuration.getConfiguration();
      } catch (SecurityException e) {
        return null;
      }
    }

    @Override
    public AppConfigurationEntry @Nullable [] getAppConfigurationEntry(String section) {
      Map<String, String> options =
          switch (section) {
            case "Server" -> Map.of("user_herald", "secret");
            case "Client" -> Map.of("username", "herald", "password", "secret");
            default -> Map.of();
          };
      return options.isEmpty()
          ? null
          : new AppConfigurationEntry[] {
            new AppConfigurationEntry(
                DigestLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, options)
          };
    }
  }
}
