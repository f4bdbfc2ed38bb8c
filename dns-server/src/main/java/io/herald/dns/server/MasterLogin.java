package io.herald.dns.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.herald.dns.config.DnsConfig;
import io.herald.mesos.client.Authorization;
import io.herald.mesos.client.Connection;
import io.herald.mesos.client.IamLogin;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The login that {@code MesosAuthentication}, its credentials and {@code IAMConfigFile} mean. */
final class MasterLogin {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private MasterLogin() {}

  /**
   * The login; empty if masters are asked without.
   *
   * @param tls of the masters; an https login endpoint is verified by the same authorities
   * @throws IllegalArgumentException if the IAM file can't be read or is no good; the message names
   *     the file and holds no secret
   */
  static Optional<Authorization> of(DnsConfig.Mesos mesos, Optional<SSLContext> tls, Clock clock) {
    return switch (mesos.authentication()) {
      case "basic" ->
          Optional.of(
              new Connection.Credentials(
                  mesos.credentials().principal(), mesos.credentials().secret()));
      case "iam" -> Optional.of(iam(mesos.iamConfigFile(), tls, clock));
      default -> Optional.empty();
    };
  }

  private static IamLogin iam(String file, Optional<SSLContext> tls, Clock clock) {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT);
    tls.ifPresent(http::sslContext);
    try {
      JsonNode iam = new JsonMapper().readTree(Files.readAllBytes(Path.of(file)));
      IamLogin.Account account =
          IamLogin.Account.of(
              iam.path("uid").asText(""),
              iam.path("private_key").asText(""),
              iam.path("login_endpoint").asText(""));
      return new IamLogin(account, http.build(), clock);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "IAMConfigFile \"" + file + "\" can't be used: " + e.getMessage(), e);
    }
  }
}
