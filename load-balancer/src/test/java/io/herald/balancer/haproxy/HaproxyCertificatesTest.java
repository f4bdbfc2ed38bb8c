package io.herald.balancer.haproxy;

import static io.herald.balancer.haproxy.HaproxyUnderTest.get;
import static io.herald.balancer.web.WebTasks.port;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.herald.balancer.web.WebTasks;
import io.herald.certificates.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates from a folder, on Debian's HAProxy. */
final class HaproxyCertificatesTest {

  private final EchoBackends backends = new EchoBackends();
  private HaproxyUnderTest haproxy;

  @BeforeEach
  void start() throws IOException {
    haproxy = new HaproxyUnderTest();
  }

  @AfterEach
  void end() throws IOException {
    haproxy.close();
    backends.close();
  }

  @Test
  void certificatesComeFromTheirFolderBySniAndAreReplacedWithoutAReload() throws Exception {
    int a = backends.start();
    WebTasks tasks =
        haproxy
            .app("/a")
            .labels("0_VHOST", "a.example.com,b.example.com")
            .task("127.0.0.1", port(a, "x"));
    certificate("1-a", SelfSigned.forHosts("first", "a.example.com"));
    certificate("2-b", SelfSigned.forHosts("other", "b.example.com"));
    Files.writeString(haproxy.certificates.resolve("3-broken.pem"), "nonsense\n");
    haproxy.serve(tasks);
    assertThat(served("a.example.com")).contains("CN=first");
    assertThat(served("b.example.com")).contains("CN=other");
    assertThat(haproxy.plane.status().problems().toString()).contains("3-broken.pem is left out");
    assertThat(negotiated("h2", "http/1.1")).isEqualTo("h2");
    assertThat(negotiated("http/1.1")).isEqualTo("http/1.1");

    long worker = haproxy.worker();
    certificate("1-a", SelfSigned.forHosts("second", "a.example.com"));
    await().untilAsserted(() -> assertThat(served("a.example.com")).contains("CN=second"));
    assertThat(haproxy.worker()).isEqualTo(worker);

    certificate("4-c", SelfSigned.forHosts("third", "c.example.com"));
    await().untilAsserted(() -> assertThat(served("c.example.com")).contains("CN=third"));
  }

  private void certificate(String name, SelfSigned pair) throws IOException {
    Path fresh = haproxy.certificates.resolve("." + name + ".new");
    Files.writeString(fresh, pair.certificatePem() + pair.keyPem());
    HaproxyFiles.move(fresh, haproxy.certificates.resolve(name + ".pem"));
  }

  /** Who the certificate says it is of, when a host is asked for; and a request succeeds. */
  private String served(String host) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    int port = haproxy.settings.httpsPort().orElseThrow();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(host)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      String reply = get(socket, "/", "Host: " + host);
      assertThat(reply).startsWith("HTTP/1.1 ");
      X509Certificate first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  /** What a client that speaks these protocols and HAProxy agree on. */
  private String negotiated(String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    int port = haproxy.settings.httpsPort().orElseThrow();
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getApplicationProtocol();
    }
  }

  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
