package io.herald.mesos.credentials;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.herald.mesos.credentials.MesosTls.Verification;
import io.herald.runtime.tls.PemFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS to an agent that lets only clients in whose certificate it knows. */
class MesosTlsTest {

  @TempDir private static Path folder;
  private static TlsIdentity byAddress;
  private static TlsIdentity byName;
  private static TlsIdentity ours;

  @BeforeAll
  static void makeCertificates() throws Exception {
    byAddress = TlsIdentity.in(folder, "address", "127.0.0.1");
    byName = TlsIdentity.in(folder, "name", "agent7.example");
    ours = TlsIdentity.in(folder, "herald", "herald.example");
  }

  private static String ask(TlsIdentity agent, SSLContext context) throws Exception {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(agent.trusting(ours, Verification.NAME).context()) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters needed = getSSLContext().getDefaultSSLParameters();
            needed.setNeedClientAuth(true);
            parameters.setSSLParameters(needed);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "here".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(context)
          .build()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } finally {
      server.stop(0);
    }
  }

  private static SSLContext byNames(Set<String> names) throws Exception {
    return SslContexts.with(byName, ours, names);
  }

  @Test
  void whoHasTheAddressInItsCertificateIsTalkedTo() throws Exception {
    for (Verification verification : Verification.values()) {
      assertThat(ask(byAddress, ours.trusting(byAddress, verification).context()))
          .as(verification.name())
          .isEqualTo("here");
    }
  }

  @Test
  void whoHasAnotherNameIsNot() {
    assertThatThrownBy(() -> ask(byName, ours.trusting(byName, Verification.NAME).context()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1");
  }

  @Test
  void whoHasTheNameOfTheAddressIsWhereAnAddressIsAllThereIs() throws Exception {
    assertThat(ask(byName, byNames(Set.of("agent7.example")))).isEqualTo("here");
    assertThatThrownBy(() -> ask(byName, byNames(Set.of("agent8.example"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "nor is the certificate made out to a name of that address: agent8.example");
    assertThatThrownBy(() -> ask(byName, byNames(Set.of()))).isInstanceOf(IOException.class);
  }

  @Test
  void aChainThatNobodyTrustedVouchesForIsRefusedWhateverItsName() {
    for (Verification verification : List.of(Verification.NAME, Verification.NAME_OF_ADDRESS)) {
      assertThatThrownBy(() -> ask(byAddress, ours.trusting(byName, verification).context()))
          .as(verification.name())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("PKIX");
    }
  }

  @Test
  void onlyWhoAsksForNoVerificationTalksToAnybody() throws Exception {
    assertThat(ask(byName, ours.trusting(byAddress, Verification.NONE).context()))
        .isEqualTo("here");
  }

  @ParameterizedTest
  @CsvSource({
    "agent7.example, agent7.example, true",
    "agent7.example, agent8.example, false",
    "*.example.org, a.example.org, true",
    "*.example.org, example.org, false",
    "*.example.org, a.b.example.org, false",
    "*.org, example.org, false",
    "*, localhost, false"
  })
  void aWildcardStandsForOneLabel(String own, String name, boolean matches) {
    assertThat(PeerByAddress.matches(own, name)).isEqualTo(matches);
  }

  @Test
  void filesThatDoNotBelongTogetherAreToldBothOfThem() {
    MesosTls mixed =
        new MesosTls(
            List.of(),
            Optional.of(ours.certificateFile()),
            Optional.of(byName.keyFile()),
            Verification.NAME);
    assertThatThrownBy(mixed::context)
        .hasMessage(
            "--key-file \""
                + byName.key()
                + "\" is not the key of the first certificate in --cert-file \""
                + ours.certificate()
                + "\"; give the two that were made together");
    assertThatThrownBy(
            () ->
                new MesosTls(
                    List.of(),
                    Optional.of(ours.certificateFile()),
                    Optional.empty(),
                    Verification.NAME))
        .hasMessageEndingWith("its private key is missing; give the key as well");
  }

  // What libprocess' variables mean: row = the variables, whether https, how verified, whose files.
  @ParameterizedTest
  @CsvSource({
    "'', false, NAME_OF_ADDRESS",
    "LIBPROCESS_SSL_ENABLED=0, false, NAME_OF_ADDRESS",
    "LIBPROCESS_SSL_ENABLED=1, true, NAME_OF_ADDRESS",
    "LIBPROCESS_SSL_ENABLED=TRUE, true, NAME_OF_ADDRESS",
    "SSL_ENABLED=true, true, NAME_OF_ADDRESS",
    "SSL_ENABLED=true LIBPROCESS_SSL_ENABLED=false, false, NAME_OF_ADDRESS",
    "LIBPROCESS_SSL_VERIFY_CERT=false, false, NONE",
    "LIBPROCESS_SSL_VERIFY_SERVER_CERT=0, false, NONE",
    "LIBPROCESS_SSL_VERIFY_SERVER_CERT=0 LIBPROCESS_SSL_VERIFY_CERT=1, false, NAME_OF_ADDRESS",
    "LIBPROCESS_SSL_VERIFY_SERVER_CERT=1, false, NAME_OF_ADDRESS"
  })
  void libprocessVariablesAreReadAsLibprocessReadsThem(
      String variables, boolean enabled, Verification verification) {
    LibprocessTls tls = new LibprocessTls(environment(variables));
    assertThat(tls.enabled()).isEqualTo(enabled);
    assertThat(tls.verification()).isEqualTo(verification);
  }

  private static Map<String, String> environment(String variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables.split(" ")) {
      if (!variable.isEmpty()) {
        String[] both = variable.split("=", 2);
        environment.put(both[0], both[1]);
      }
    }
    return environment;
  }

  @Test
  void aVariableThatIsNeitherTrueNorFalseIsToldWithWhatToWrite() {
    assertThatThrownBy(() -> new LibprocessTls(Map.of("LIBPROCESS_SSL_ENABLED", "yes")).enabled())
        .hasMessage("LIBPROCESS_SSL_ENABLED = \"yes\": write true or 1, or false or 0");
  }

  @Test
  void libprocessFilesAreTheAuthoritiesAndTheIdentity() throws Exception {
    Path hashed = Files.createDirectory(folder.resolve("authorities"));
    Files.copy(byAddress.certificate(), hashed.resolve("0a1b2c3d.0"));
    Files.writeString(hashed.resolve("README"), "not an authority");
    Map<String, String> files =
        Map.of(
            "LIBPROCESS_SSL_CERT_FILE", ours.certificate().toString(),
            "LIBPROCESS_SSL_KEY_FILE", ours.key().toString());
    Map<String, String> byFile = new HashMap<>(files);
    byFile.put("LIBPROCESS_SSL_CA_FILE", byAddress.certificate().toString());
    Map<String, String> byFolder = new HashMap<>(files);
    byFolder.put("LIBPROCESS_SSL_CA_DIR", hashed.toString());
    for (Map<String, String> environment : List.of(byFile, byFolder)) {
      LibprocessTls tls = new LibprocessTls(environment);
      MesosTls mesos =
          new MesosTls(tls.authorities(), tls.certificate(), tls.key(), tls.verification());
      assertThat(ask(byAddress, mesos.context())).isEqualTo("here");
    }
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(
            () ->
                new LibprocessTls(Map.of("LIBPROCESS_SSL_CA_DIR", empty.toString())).authorities())
        .hasMessageStartingWith("LIBPROCESS_SSL_CA_DIR \"" + empty + "\" holds no file");
    assertThat(new PemFile("a", "b")).hasToString("a \"b\"");
  }
}
