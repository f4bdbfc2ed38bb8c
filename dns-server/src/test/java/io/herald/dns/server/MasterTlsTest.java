package io.herald.dns.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.herald.certificates.PemFiles;
import io.herald.dns.config.DnsConfigReader;
import io.herald.mesos.credentials.MesosTls;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master behind https that lets only clients in whose certificate it knows. */
class MasterTlsTest {

  @TempDir private static Path folder;
  private static PemFiles masters;
  private static PemFiles ours;
  private static PemFiles strangers;
  private HttpsServer master;

  @BeforeAll
  static void makeCertificates() throws Exception {
    masters = PemFiles.in(folder, "master");
    ours = PemFiles.in(folder, "herald");
    strangers = PemFiles.in(folder, "stranger");
  }

  @BeforeEach
  void start() throws Exception {
    SSLContext context = context("ca-cert-file", ours, "cert-file", masters);
    master = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    master.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters connection) {
            SSLParameters parameters = context.getDefaultSSLParameters();
            parameters.setNeedClientAuth(true);
            connection.setSSLParameters(parameters);
          }
        });
    master.createContext(
        "/state",
        exchange -> {
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(UTF_8));
          exchange.close();
        });
    master.start();
  }

  @AfterEach
  void stop() {
    master.stop(0);
  }

  private static Optional<MesosTls> tls(Map<String, String> flags) throws Exception {
    Map<String, String> all = new HashMap<>(flags);
    all.put("masters", "127.0.0.1:5050");
    return new DnsConfigReader().options(all).read().follow().masters().tls();
  }

  /** The context of a configuration: pairs of a flag and whose file it gets. */
  private static SSLContext context(Object... files) throws Exception {
    Map<String, String> flags = new HashMap<>(Map.of("mesos-https-on", "true"));
    for (int i = 0; i < files.length; i += 2) {
      PemFiles pem = (PemFiles) files[i + 1];
      flags.put((String) files[i], pem.certificate().toString());
      if (files[i].equals("cert-file")) {
        flags.put("key-file", pem.key().toString());
      }
    }
    return tls(flags).orElseThrow().context();
  }

  /**
   * What the master answers. Not by {@code java.net.http}: of a TLS 1.3 server that refuses the
   * client's certificate its send() at times never hears, though the socket is closed.
   */
  private String ask(SSLContext context) throws IOException {
    URI state = URI.create("https://127.0.0.1:" + master.getAddress().getPort() + "/state");
    HttpsURLConnection connection = (HttpsURLConnection) state.toURL().openConnection();
    connection.setSSLSocketFactory(context.getSocketFactory());
    try (InputStream body = connection.getInputStream()) {
      return new String(body.readAllBytes(), UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  @Test
  void withTheAuthorityAndOurCertificateTheMasterAnswers() throws Exception {
    assertThat(ask(context("ca-cert-file", masters, "cert-file", ours))).isEqualTo("{}");
  }

  @Test
  void withoutOurCertificateOrWithAnotherItDoesNot() throws Exception {
    SSLContext without = context("ca-cert-file", masters);
    assertThatThrownBy(() -> ask(without)).isInstanceOf(IOException.class);
    SSLContext another = context("ca-cert-file", masters, "cert-file", strangers);
    assertThatThrownBy(() -> ask(another)).isInstanceOf(IOException.class);
  }

  @Test
  void aMasterOfAnotherAuthorityIsNotTrustedAndNeitherIsOneByDefault() throws Exception {
    SSLContext other = context("ca-cert-file", strangers, "cert-file", ours);
    assertThatThrownBy(() -> ask(other)).hasMessageContaining("certifi");
    SSLContext byDefault = context("cert-file", ours);
    assertThatThrownBy(() -> ask(byDefault)).hasMessageContaining("certifi");
  }

  @Test
  void overHttpThereIsNothingToVerify() throws Exception {
    assertThat(tls(Map.of())).isEmpty();
  }
}
