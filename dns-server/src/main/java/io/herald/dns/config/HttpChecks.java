package io.herald.dns.config;

import static io.herald.dns.config.Parameter.ENUMERATION_ON;
import static io.herald.dns.config.Parameter.HTTP_ALLOW;
import static io.herald.dns.config.Parameter.HTTP_ALLOW_ORIGINS;
import static io.herald.dns.config.Parameter.HTTP_CERT_FILE;
import static io.herald.dns.config.Parameter.HTTP_CONNECTIONS;
import static io.herald.dns.config.Parameter.HTTP_CONNECTIONS_PER_CLIENT;
import static io.herald.dns.config.Parameter.HTTP_KEY_FILE;
import static io.herald.dns.config.Parameter.HTTP_LISTENER;
import static io.herald.dns.config.Parameter.HTTP_ON;
import static io.herald.dns.config.Parameter.HTTP_PORT;
import static io.herald.dns.config.Parameter.HTTP_TOKEN_FILE;

import io.herald.http.HttpAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of the HTTP API and of who may use it. */
final class HttpChecks {

  private static final int MAX_CONNECTIONS = 1_000_000;

  private final Settings settings;

  HttpChecks(Settings settings) {
    this.settings = settings;
  }

  DnsConfig.Http http() {
    return new DnsConfig.Http(
        settings.flag(HTTP_ON, true),
        settings.text(HTTP_LISTENER, "0.0.0.0"),
        settings.number(HTTP_PORT, 8123, 0, 65535),
        settings.flag(ENUMERATION_ON, true),
        access());
  }

  private HttpAccess access() {
    HttpAccess open = HttpAccess.OPEN;
    return new HttpAccess(
        identity(),
        file(HTTP_TOKEN_FILE),
        settings.networks(HTTP_ALLOW),
        settings.number(HTTP_CONNECTIONS, open.connections(), 1, MAX_CONNECTIONS),
        settings.number(
            HTTP_CONNECTIONS_PER_CLIENT, open.connectionsPerClient(), 1, MAX_CONNECTIONS),
        origins());
  }

  private List<String> origins() {
    List<String> origins = settings.list(HTTP_ALLOW_ORIGINS, List.of());
    for (String origin : origins) {
      if (!origin.equals("*") && !origin.matches("https?://[^/\\s]+")) {
        settings.problem(
            HTTP_ALLOW_ORIGINS,
            "\"" + origin + "\" is no origin; write http://HOST, https://HOST:PORT, or *");
      }
    }
    return origins;
  }

  private Optional<HttpAccess.Identity> identity() {
    Optional<Path> certificate = file(HTTP_CERT_FILE);
    Optional<Path> key = file(HTTP_KEY_FILE);
    if (certificate.isPresent() && settings.text(HTTP_KEY_FILE, "").isEmpty()) {
      settings.problem(HTTP_CERT_FILE, "its private key is missing; give httpKeyFile as well");
    } else if (key.isPresent() && settings.text(HTTP_CERT_FILE, "").isEmpty()) {
      settings.problem(HTTP_KEY_FILE, "its certificate is missing; give httpCertFile as well");
    }
    return certificate.flatMap(c -> key.map(k -> new HttpAccess.Identity(c, k)));
  }

  private Optional<Path> file(Parameter parameter) {
    String name = settings.text(parameter, "");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    Path file = Path.of(name).toAbsolutePath();
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      settings.problem(parameter, "there is no such file, or it may not be read");
      return Optional.empty();
    }
    return Optional.of(file);
  }
}
