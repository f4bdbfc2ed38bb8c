package io.herald.dns.transport;

import static io.herald.dns.transport.StreamClient.connect;
import static io.herald.dns.transport.StreamClient.framed;
import static io.herald.dns.transport.StreamClient.query;
import static io.herald.dns.transport.StreamClient.read;
import static io.herald.dns.transport.StreamClient.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.herald.certificates.PemFiles;
import io.herald.certificates.SelfSigned;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Rcode;
import io.herald.dns.zone.Zone;
import io.herald.dns.zone.ZoneText;
import io.herald.patience.ManualScheduler;
import io.herald.runtime.threads.NamedScheduler;
import io.herald.runtime.tls.PemFile;
import io.netty.handler.ssl.OpenSslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DNS over TLS (RFC 7858), and the certificate's files. */
class TlsTest {

  private static final SelfSigned FIRST = SelfSigned.rsa("first");
  private static final SelfSigned SECOND = SelfSigned.named("second");

  @TempDir private Path folder;
  private PemFiles files;
  private final Zone zone = ZoneText.zone("web.mesos. A 10.0.0.1");
  private final QueryCounters counters = new QueryCounters();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final NamedScheduler scheduler = new NamedScheduler("tls-test");

  @BeforeEach
  void writeFiles() throws IOException {
    files = FIRST.writeTo(folder);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    scheduler.shutdownNow();
  }

  private ServerCertificate certificate() {
    ServerCertificate certificate =
        new ServerCertificate(
            new PemFile("tlsCertFile", files.certificate().toString()),
            new PemFile("tlsKeyFile", files.key().toString()),
            scheduler,
            Duration.ofMillis(10));
    opened.add(certificate);
    return certificate;
  }

  private DnsListeners open(ServerCertificate certificate) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    DnsListeners listeners =
        DnsListeners.open(
            List.of(anyPort),
            TestTransport.settings(1, 1, 10, Duration.ofMinutes(1)),
            () -> new QueryResponder(zone.index(), ResponderSettings.DEFAULT, 1),
            SlowPath.NONE,
            counters,
            Optional.of(new DnsListeners.Tls(List.of(anyPort), certificate)),
            new ManualScheduler());
    opened.add(listeners);
    return listeners;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void queriesAreAnsweredOverTls(String protocol) throws Exception {
    InetSocketAddress server = open(certificate()).tlsAddresses().get(0);
    try (SSLSocket socket = tls(server)) {
      socket.setEnabledProtocols(new String[] {protocol});
      for (int i = 0; i < 3; i++) {
        send(socket, query("web.mesos.").toWire());
      }
      for (int i = 0; i < 3; i++) {
        assertThat(ZoneText.text(read(socket)))
            .isEqualTo("NOERROR qr aa rd\nQ web.mesos. A\nAN web.mesos. 60 A 10.0.0.1");
      }
    }
    assertThat(counters.replies(Transport.TLS, Rcode.NOERROR)).isEqualTo(3);
    assertThat(counters.replies(Transport.TCP)).isZero();
  }

  static List<SelfSigned> kindsOfKeys() {
    return List.of(
        SelfSigned.rsa("second"), SelfSigned.named("second"), SelfSigned.ed25519("second"));
  }

  /** BoringSSL's server doesn't show Ed25519, Java's does. */
  @ParameterizedTest
  @MethodSource("kindsOfKeys")
  void everyKindOfKeyIsShown(SelfSigned kind) throws Exception {
    files = kind.writeTo(folder);
    try (SSLSocket socket = tls(open(certificate()).tlsAddresses().get(0))) {
      send(socket, query("web.mesos.").toWire());
      assertThat(ZoneText.text(read(socket))).contains("AN web.mesos. 60 A 10.0.0.1");
    }
  }

  /** What a query over TLS costs depends on it: Java's own takes several times the CPU. */
  @Test
  void cryptographyIsBoringSsls() {
    assertThat(certificate().context()).isInstanceOf(OpenSslContext.class);
  }

  /** A client of each suite alone, all of which the JDK would speak. */
  @ParameterizedTest
  @CsvSource({
    "TLS_AES_128_GCM_SHA256, true",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, true",
    "TLS_RSA_WITH_AES_128_GCM_SHA256, false",
    "TLS_RSA_WITH_AES_256_CBC_SHA, false",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, false",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256, false",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, false",
  })
  void onlyWhatIsRecommendedIsSpoken(String suite, boolean spoken) throws Exception {
    try (SSLSocket socket = tls(open(certificate()).tlsAddresses().get(0))) {
      socket.setEnabledCipherSuites(new String[] {suite});
      if (spoken) {
        socket.startHandshake();
        assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
      } else {
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aNewCertificateIsShownWithoutARestartAndOpenConnectionsGoOn() throws Exception {
    InetSocketAddress server = open(certificate()).tlsAddresses().get(0);
    try (SSLSocket old = tls(server)) {
      send(old, query("web.mesos.").toWire());
      assertThat(read(old).getRcode()).isZero();
      assertThat(shown(server)).isEqualTo("CN=first");
      files.replaceWith(SECOND);
      Awaitility.await().until(() -> shown(server).equals("CN=second"));
      send(old, query("web.mesos.").toWire());
      assertThat(read(old).getRcode()).isZero();
    }
  }

  @Test
  void aFileThatIsNoGoodLeavesTheLastCertificateInForce() throws Exception {
    ServerCertificate certificate = certificate();
    var inForce = certificate.context();
    InetSocketAddress server = open(certificate).tlsAddresses().get(0);
    // The new certificate with the old key, then no certificate at all, then a good pair.
    PemFiles.replace(files.certificate(), SECOND.certificatePem());
    Awaitility.await()
        .during(Duration.ofMillis(100))
        .until(() -> certificate.context() == inForce && shown(server).equals("CN=first"));
    Files.delete(files.certificate());
    assertThat(shown(server)).isEqualTo("CN=first");
    files.replaceWith(SECOND);
    Awaitility.await().until(() -> shown(server).equals("CN=second"));
  }

  @Test
  void aClientThatDoesNotSpeakTlsOrSaysNothingLosesItsConnection() throws Exception {
    DnsListeners listeners = open(certificate());
    InetSocketAddress server = listeners.tlsAddresses().get(0);
    try (Socket plain = connect(server);
        Socket silent = connect(server)) {
      plain.getOutputStream().write(framed(query("web.mesos.").toWire()));
      Awaitility.await().until(() -> listeners.connections() == 0);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(counters.replies(Transport.TLS)).isZero();
    assertThat(shown(server)).isEqualTo("CN=first");
  }

  @Test
  void badFilesAreToldByName() throws Exception {
    Files.delete(files.certificate());
    assertThatThrownBy(this::certificate)
        .hasMessageStartingWith("tlsCertFile \"" + files.certificate() + "\" can't be read");
    files.replaceWith(FIRST);
    Files.writeString(files.key(), "no key");
    assertThatThrownBy(this::certificate)
        .hasMessageStartingWith("tlsKeyFile \"" + files.key() + "\" holds no")
        .hasMessageContaining("make one with: openssl pkcs8 -topk8 -nocrypt");
    Files.writeString(files.key(), SECOND.keyPem());
    assertThatThrownBy(this::certificate).hasMessageContaining("is not the key of the first");
    Files.writeString(files.certificate(), "no certificate");
    assertThatThrownBy(this::certificate).hasMessageContaining("holds no certificate");
  }

  private static String shown(InetSocketAddress server) throws Exception {
    try (SSLSocket socket = tls(server)) {
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }
  }

  private static SSLSocket tls(InetSocketAddress server) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustOurs()}, null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(server.getAddress(), server.getPort());
    socket.setSoTimeout(StreamClient.TIMEOUT_MILLIS);
    return socket;
  }

  /** Trusts the two that were made here. */
  private static final class TrustOurs implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      String name = chain[0].getSubjectX500Principal().getName();
      if (!name.equals("CN=first") && !name.equals("CN=second")) {
        throw new CertificateException(name + " is none of ours");
      }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
