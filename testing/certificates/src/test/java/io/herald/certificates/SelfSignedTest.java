package io.herald.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfSignedTest {

  @TempDir private Path folder;

  @Test
  void aPairIsMadeOncePerNameAndAlgorithm() throws Exception {
    String first = SelfSigned.named("first").keyPem();
    assertThat(PemFiles.in(folder, "first").key()).hasContent(first);
    assertThat(SelfSigned.named("second").keyPem()).isNotEqualTo(first);
    assertThat(SelfSigned.rsa("first").keyPem()).isNotEqualTo(first);
  }

  @Test
  void theCertificateNamesItsHosts() throws Exception {
    assertThat(hosts(SelfSigned.named("a"))).containsExactly("127.0.0.1", "localhost", "a");
    assertThat(hosts(SelfSigned.forHosts("a", "b.example", "::1")))
        .containsExactly("b.example", "0:0:0:0:0:0:0:1");
    assertThat(certificate(SelfSigned.forHosts("a")).getSubjectAlternativeNames()).isNull();
  }

  @Test
  void onlyAClientThatTrustsItConnects() throws Exception {
    SelfSigned pair = SelfSigned.named("server");
    handshake(pair, pair.trusted());
    assertThatThrownBy(() -> handshake(pair, SelfSigned.named("other").trusted()))
        .isInstanceOf(SSLException.class);
    SelfSigned elsewhere = SelfSigned.forHosts("elsewhere");
    assertThatThrownBy(() -> handshake(elsewhere, elsewhere.trusted()))
        .isInstanceOf(SSLException.class);
  }

  private static List<String> hosts(SelfSigned pair) throws Exception {
    return certificate(pair).getSubjectAlternativeNames().stream()
        .map(name -> (String) name.get(1))
        .toList();
  }

  private static X509Certificate certificate(SelfSigned pair) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(
                    pair.certificatePem().getBytes(StandardCharsets.US_ASCII)));
  }

  private static void handshake(SelfSigned server, SSLContext client) throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    try (SSLServerSocket listening =
            (SSLServerSocket)
                server.shown().getServerSocketFactory().createServerSocket(0, 1, loopback);
        SSLSocket socket =
            (SSLSocket)
                client.getSocketFactory().createSocket(loopback, listening.getLocalPort())) {
      CompletableFuture<Void> served =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                  accepted.startHandshake();
                } catch (IOException e) {
                  // The client says what failed.
                }
              });
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      try {
        socket.startHandshake();
      } finally {
        socket.close();
        served.join();
      }
    }
  }
}
