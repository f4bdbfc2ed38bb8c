package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.plane.PlaneProblem;
import io.herald.balancer.web.WebTasks;
import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Certificates from a folder, on Debian's HAProxy. */
final class HaproxyCertificatesTest {

  @AutoClose private final EchoBackends backends = new EchoBackends();
  @AutoClose private final HaproxyUnderTest haproxy = new HaproxyUnderTest();

  @Test
  void certificatesComeFromTheirFolderBySniAndAreReplacedWithoutAReload() throws Exception {
    int a = backends.start();
    WebTasks tasks =
        haproxy
            .app("/a")
            .labels("0_VHOST", "a.example.com,b.example.com")
            .task("127.0.0.1", port(a, "x"));
    SelfSigned first = SelfSigned.forHosts("first", "a.example.com");
    SelfSigned other = SelfSigned.forHosts("other", "b.example.com");
    certificate("1-a", first);
    certificate("2-b", other);
    Files.writeString(haproxy.certificates.resolve("3-broken.pem"), "nonsense\n");
    haproxy.serve(tasks);
    assertAnswered("a.example.com", first);
    assertAnswered("b.example.com", other);
    assertThat(haproxy.plane.status().problems().toString()).contains("3-broken.pem is left out");
    assertThat(negotiated(first, "h2", "http/1.1")).isEqualTo("h2");
    assertThat(negotiated(first, "http/1.1")).isEqualTo("http/1.1");

    long worker = haproxy.worker();
    SelfSigned second = SelfSigned.forHosts("second", "a.example.com");
    certificate("1-a", second);
    awaitAnswered("a.example.com", second);
    assertThat(haproxy.worker()).isEqualTo(worker);

    SelfSigned third = SelfSigned.forHosts("third", "c.example.com");
    certificate("4-c", third);
    awaitAnswered("c.example.com", third);
  }

  /** HAProxy itself forgets the good one when it is reloaded, or started again. */
  @Test
  void aCertificateThatABrokenOneReplacedStaysOverReloadsAndRestarts() throws Exception {
    WebTasks first = app("/a", "a.example.com");
    SelfSigned good = SelfSigned.forHosts("good", "a.example.com");
    certificate("a", good);
    haproxy.serve(first);
    assertAnswered("a.example.com", good);

    Files.writeString(haproxy.certificates.resolve("a.pem"), "nonsense\n");
    await().until(() -> problems().contains("a.pem isn't taken, the certificate that it had"));
    double reloads = haproxy.reloads();
    haproxy.serve(first, app("/b", "b.example.com"));
    assertThat(haproxy.reloads()).as("reloaded for the other app").isGreaterThan(reloads);
    assertAnswered("a.example.com", good);
    assertThat(problems()).contains("a.pem isn't taken");

    haproxy.restartHerald();
    haproxy.process.masterProcess().ifPresent(ProcessHandle::destroyForcibly);
    haproxy.serve(first);
    awaitAnswered("a.example.com", good);
    assertThat(problems()).contains("a.pem isn't taken");

    SelfSigned renewed = SelfSigned.forHosts("renewed", "a.example.com");
    certificate("a", renewed);
    awaitAnswered("a.example.com", renewed);
    await().until(() -> haproxy.plane.status().problems().isEmpty());
  }

  @Test
  void aCertificateThatChangedWhileHeraldWasAwayIsTaken() throws Exception {
    WebTasks app = app("/a", "a.example.com");
    certificate("a", SelfSigned.forHosts("first", "a.example.com"));
    haproxy.serve(app);
    long worker = haproxy.worker();
    haproxy.plane.close();
    SelfSigned renewed = SelfSigned.forHosts("renewed", "a.example.com");
    certificate("a", renewed);
    haproxy.restartHerald();
    haproxy.serve(app);
    awaitAnswered("a.example.com", renewed);
    assertThat(haproxy.worker()).isEqualTo(worker);
  }

  @Test
  void aDeletedCertificateIsGoneAndSoIsItsCopy() throws Exception {
    WebTasks app = app("/a", "a.example.com");
    SelfSigned a = SelfSigned.forHosts("a", "a.example.com");
    SelfSigned b = SelfSigned.forHosts("b", "b.example.com");
    certificate("1-a", a);
    certificate("2-b", b);
    haproxy.serve(app);
    assertAnswered("b.example.com", b);
    Path copies = haproxy.settings.certificateCopies();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copies)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(copies.resolve("2-b.pem"))))
        .isEqualTo("rw-------");

    Files.delete(haproxy.certificates.resolve("2-b.pem"));
    await().until(() -> !Files.exists(copies.resolve("2-b.pem")));
    assertThatThrownBy(() -> assertAnswered("b.example.com", b)).isInstanceOf(SSLException.class);
    haproxy.restartHerald();
    haproxy.serve(app);
    assertAnswered("a.example.com", a);
    assertThatThrownBy(() -> assertAnswered("b.example.com", b)).isInstanceOf(SSLException.class);
  }

  /** A mount that failed, or a wrong mode, isn't the operator's word. */
  @Test
  void whileTheFolderIsAwayItsCertificatesStay() throws Exception {
    WebTasks app = app("/a", "a.example.com");
    SelfSigned a = SelfSigned.forHosts("a", "a.example.com");
    certificate("a", a);
    haproxy.serve(app);
    Path away = haproxy.folder.resolve("away");
    Files.move(haproxy.certificates, away);
    await().until(() -> problems().contains("haproxyCertificates: the folder "));
    haproxy.restartHerald();
    haproxy.process.masterProcess().ifPresent(ProcessHandle::destroyForcibly);
    haproxy.serve(app);
    awaitAnswered("a.example.com", a);
    Files.move(away, haproxy.certificates);
    await().until(() -> haproxy.plane.status().problems().isEmpty());
    assertAnswered("a.example.com", a);
  }

  /** HAProxy looks for the key in a file of its own, too. */
  @Test
  void aKeyBesideItsCertificateIsTaken() throws Exception {
    WebTasks app = app("/a", "a.example.com");
    SelfSigned first = SelfSigned.forHosts("first", "a.example.com");
    beside("a", first);
    haproxy.serve(app);
    assertAnswered("a.example.com", first);
    SelfSigned second = SelfSigned.forHosts("second", "a.example.com");
    beside("a", second);
    awaitAnswered("a.example.com", second);
    await().until(() -> haproxy.plane.status().problems().isEmpty());
  }

  @Test
  void whoOnlyLooksIsToldWhatAStartWouldSay() throws Exception {
    certificate("1-good", SelfSigned.forHosts("good", "a.example.com"));
    Files.writeString(haproxy.certificates.resolve("2-broken.pem"), "nonsense\n");
    Files.writeString(
        haproxy.certificates.resolve("3-no-key.pem"),
        SelfSigned.forHosts("alone", "b.example.com").certificatePem());
    haproxy.serve(app("/a", "a.example.com"));
    List<String> told = Certificates.problems(haproxy.settings);
    assertThat(told).hasSize(2);
    assertThat(told.get(0)).contains("2-broken.pem is left out: unable to load certificate");
    assertThat(told.get(1)).contains("3-no-key.pem is left out: No Private Key found");
    assertThat(haproxy.plane.status().problems().stream().map(PlaneProblem::what))
        .containsExactlyElementsOf(told);
  }

  private WebTasks app(String id, String host) throws IOException {
    return haproxy.app(id).labels("0_VHOST", host).task("127.0.0.1", port(backends.start(), "x"));
  }

  private String problems() {
    return haproxy.plane.status().problems().toString();
  }

  private void beside(String name, SelfSigned pair) throws IOException {
    PemFiles.replace(haproxy.certificates.resolve(name + ".pem.key"), pair.keyPem());
    PemFiles.replace(haproxy.certificates.resolve(name + ".pem"), pair.certificatePem());
  }

  private void certificate(String name, SelfSigned pair) throws IOException {
    PemFiles.replace(
        haproxy.certificates.resolve(name + ".pem"), pair.certificatePem() + pair.keyPem());
  }

  private void awaitAnswered(String host, SelfSigned certificate) {
    await()
        .ignoreExceptionsInstanceOf(SSLException.class)
        .untilAsserted(() -> assertAnswered(host, certificate));
  }

  /** Whoever trusts this certificate alone is answered where it asks for the host. */
  private void assertAnswered(String host, SelfSigned certificate) throws Exception {
    try (SSLSocket socket =
        connected(certificate, hello -> hello.setServerNames(List.of(new SNIHostName(host))))) {
      assertThat(get(socket, "/", "Host: " + host)).startsWith("HTTP/1.1 ");
    }
  }

  /** What a client that speaks these protocols and HAProxy agree on. */
  private String negotiated(SelfSigned certificate, String... protocols) throws Exception {
    try (SSLSocket socket =
        connected(certificate, hello -> hello.setApplicationProtocols(protocols))) {
      return socket.getApplicationProtocol();
    }
  }

  /** A connection after the handshake. */
  private SSLSocket connected(SelfSigned trusted, Consumer<SSLParameters> hello) throws Exception {
    SSLSocket socket =
        (SSLSocket)
            trusted
                .trusted()
                .getSocketFactory()
                .createSocket(
                    InetAddress.getLoopbackAddress(), haproxy.settings.httpsPort().orElseThrow());
    SSLParameters parameters = socket.getSSLParameters();
    hello.accept(parameters);
    socket.setSSLParameters(parameters);
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
    return socket;
  }
}
