package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.web.WebTasks;
import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
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
