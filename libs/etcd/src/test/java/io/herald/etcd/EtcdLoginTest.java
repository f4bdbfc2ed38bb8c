package io.herald.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.herald.certificates.PemFiles;
import io.herald.etcd.EtcdException.Kind;
import io.herald.etcd.EtcdSettings.ClientCertificate;
import io.herald.etcd.EtcdSettings.User;
import io.herald.minietcd.MiniEtcd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who we are to Debian's etcd, and whom we take for it: users, tokens, certificates. */
class EtcdLoginTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String USER = "skydns";
  private static final String KEY = "/skydns/a";

  @TempDir private Path folder;
  private Path password;

  @BeforeEach
  void writePassword() throws Exception {
    password = Files.writeString(folder.resolve("password"), "pass word\n");
  }

  private static EtcdSettings settings(MiniEtcd etcd) {
    return EtcdSettings.of(etcd.endpoint()).withTimeout(LONG);
  }

  private User user() {
    return new User(USER, password);
  }

  private static void enableUsers(MiniEtcd etcd) throws Exception {
    etcd.enableUsers("secret", USER, "pass word", "/skydns/");
  }

  private static void put(EtcdClient client) throws Exception {
    client.put(KEY, ByteString.copyFromUtf8("1"), 0);
  }

  private static void assertRefused(ThrowingCallable request, String reason) {
    assertThatThrownBy(request)
        .isInstanceOfSatisfying(
            EtcdException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining(reason)
        .hasMessageNotContaining("pass word");
  }

  @Test
  void aUserIsLoggedInAgainWhenItsTokenIsForgotten() throws Exception {
    try (MiniEtcd etcd = MiniEtcd.start(folder)) {
      enableUsers(etcd);
      try (EtcdClient client = new EtcdClient(settings(etcd).withUser(user()))) {
        put(client);
        etcd.restart(); // knows no token of before
        assertThat(client.get(KEY)).isPresent();
        assertRefused(() -> client.get("/other"), "permission denied");
      }
      Files.writeString(password, "wrong");
      try (EtcdClient client = new EtcdClient(settings(etcd).withUser(user()))) {
        assertRefused(() -> client.get(KEY), "authentication failed");
      }
      User named = new User(USER, password, "etcdUser and etcdPasswordFile");
      try (EtcdClient client = new EtcdClient(settings(etcd).withUser(named))) {
        assertRefused(
            () -> client.get(KEY),
            "the user \""
                + USER
                + "\" with the password in "
                + password
                + "; correct etcdUser and etcdPasswordFile, and the file's content");
      }
    }
  }

  /** etcd forgets a token after some time without use; the connection stays. */
  @Test
  void aTokenThatHasEndedIsRenewedForReadsWritesAndWatches() throws Exception {
    try (MiniEtcd etcd = MiniEtcd.start(folder, "--auth-token-ttl=1")) {
      enableUsers(etcd);
      try (EtcdClient client = new EtcdClient(settings(etcd).withUser(user()))) {
        put(client);
        assertRenewed(client, () -> assertThat(client.get(KEY)).isPresent());
        EtcdTransaction write =
            EtcdTransaction.when(EtcdCompare.version(KEY, EtcdCompare.Is.EQUAL, 1))
                .put(KEY, ByteString.copyFromUtf8("2"), 0);
        assertRenewed(client, () -> assertThat(client.commit(write).succeeded()).isTrue());
        Heard heard = new Heard();
        try (PrefixFollower follower = PrefixFollower.start(client, "/skydns/", heard)) {
          await().until(() -> heard.marks.contains("complete") && follower.resumptions() > 0);
          assertRenewed(client, () -> put(client));
          client.put("/skydns/b", ByteString.copyFromUtf8("1"), 0);
          await().until(() -> heard.keys.containsKey("/skydns/b"));
          assertThat(heard.keys).containsEntry(KEY, "1");
          // The watch is of the connection, not of the token.
          assertThat(heard.marks).containsExactly("complete");
          assertThat(follower.resumptions()).isEqualTo(1);
        }
      }
    }
  }

  /** Waits until the member has forgotten the token: its time, and a second between two looks. */
  private static void assertRenewed(EtcdClient client, ThrowingCallable request) throws Exception {
    String before = client.connection().member().token();
    assertThat(before).isNotEmpty();
    long start = System.nanoTime();
    await().until(() -> System.nanoTime() - start > Duration.ofSeconds(3).toNanos());
    try {
      request.call();
    } catch (Throwable e) {
      throw new AssertionError("the request after the token's end", e);
    }
    assertThat(client.connection().member().token()).isNotEmpty().isNotEqualTo(before);
  }

  @Test
  void tlsTrustsTheCertificatesThatAreNamed() throws Exception {
    PemFiles pem = PemFiles.in(folder, "127.0.0.1");
    Path other = java.nio.file.Files.createDirectory(folder.resolve("tls"));
    try (MiniEtcd tls = MiniEtcd.startWithTls(other, pem.certificate(), pem.key())) {
      EtcdSettings settings = EtcdSettings.of(tls.endpoint()).withTimeout(LONG);
      try (EtcdClient trusting = new EtcdClient(settings.withCaFile(pem.certificate()))) {
        put(trusting);
        assertThat(trusting.get(KEY)).isPresent();
      }
      try (EtcdClient strange = new EtcdClient(settings)) {
        assertThatThrownBy(() -> strange.get("/a"))
            .isInstanceOf(EtcdException.class)
            .hasMessageStartingWith(tls.endpoint() + ": ");
      }
    }
  }

  @Test
  void aMemberThatWantsCertificatesIsShownOursAndItsUserIsWhomTheCertificateNames()
      throws Exception {
    PemFiles server = PemFiles.in(folder, "127.0.0.1");
    PemFiles ours = PemFiles.in(folder, USER);
    PemFiles stranger = PemFiles.in(folder, "stranger");
    try (MiniEtcd etcd =
        MiniEtcd.startForCertified(
            Files.createDirectory(folder.resolve("tls")),
            new MiniEtcd.ServerPair(server.certificate(), server.key()),
            ours.certificate(),
            ours.certificate(),
            ours.key())) {
      EtcdSettings trusting = settings(etcd).withCaFile(server.certificate());
      EtcdSettings certified =
          trusting.withClientCertificate(new ClientCertificate(ours.certificate(), ours.key()));
      try (EtcdClient client = new EtcdClient(certified)) {
        put(client);
        assertThat(client.get(KEY)).isPresent();
      }
      assertNotConnected(etcd, trusting);
      assertNotConnected(
          etcd,
          trusting.withClientCertificate(
              new ClientCertificate(stranger.certificate(), stranger.key())));
      assertNotConnected(
          etcd,
          settings(etcd)
              .withCaFile(stranger.certificate())
              .withClientCertificate(new ClientCertificate(ours.certificate(), ours.key())));

      enableUsers(etcd);
      try (EtcdClient named = new EtcdClient(certified)) {
        put(named);
        assertRefused(() -> named.get("/other"), "permission denied");
      }
      try (EtcdClient both = new EtcdClient(certified.withUser(user()))) {
        put(both);
        assertThat(both.connection().member().token()).isNotEmpty();
        assertRefused(() -> both.get("/other"), "permission denied");
      }
      Files.writeString(password, "wrong");
      try (EtcdClient both = new EtcdClient(certified.withUser(user()))) {
        assertRefused(() -> both.get(KEY), "authentication failed");
      }
    }
  }

  private static void assertNotConnected(MiniEtcd etcd, EtcdSettings settings) {
    try (EtcdClient client = new EtcdClient(settings)) {
      assertThatThrownBy(() -> client.get(KEY))
          .isInstanceOf(EtcdException.class)
          .hasMessageStartingWith(etcd.endpoint() + ": ");
    }
  }
}
