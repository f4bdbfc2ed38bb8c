package io.herald.dns.http;

import io.herald.http.AccessGroup;
import io.herald.http.HttpAccess;
import io.herald.runtime.net.CidrNetwork;
import io.herald.settings.Parameter;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The parameters of the HTTP API and of who may use it. */
public final class HttpParameters {

  private static final Range CONNECTIONS = new Range(1, 1_000_000);
  private static final HttpAccess OPEN = HttpAccess.OPEN;

  public static final Parameter<Boolean> HTTP_ON =
      Parameter.of("httpOn", "http-on", ValueTypes.onOff(), "whether the HTTP API is served")
          .withDefault(true);
  public static final Parameter<String> HTTP_LISTENER =
      Parameter.of(
              "httpListener",
              "http-listener",
              ValueTypes.text("ADDRESS"),
              "address of the HTTP API; * for all of IPv4 and IPv6")
          .withDefault("0.0.0.0");
  public static final Parameter<Integer> HTTP_PORT =
      Parameter.of(
              "httpPort",
              "http-port",
              ValueTypes.number(Range.PORTS),
              "port of the HTTP API; 0: any free one")
          .withDefault(8123);
  public static final Parameter<Boolean> ENUMERATION_ON =
      Parameter.of(
              "enumerationOn",
              "enumeration-on",
              ValueTypes.onOff(),
              "whether /v1/enumerate and /v1/axfr show all records")
          .withDefault(true);
  public static final Parameter<Path> HTTP_CERT_FILE =
      Parameter.of(
          "httpCertFile",
          "http-cert-file",
          ValueTypes.file("FILE"),
          "PEM file with the HTTP API's certificate chain; if given, the API speaks https only");
  public static final Parameter<Path> HTTP_KEY_FILE =
      Parameter.of(
          "httpKeyFile",
          "http-key-file",
          ValueTypes.file("FILE"),
          "PEM file with the key of httpCertFile");
  public static final Parameter<Path> HTTP_TOKEN_FILE =
      Parameter.of(
          "httpTokenFile",
          "http-token-file",
          ValueTypes.file("FILE"),
          "file with the token that clients of the HTTP API must send (Authorization: Bearer …)");
  public static final Parameter<List<CidrNetwork>> HTTP_ALLOW =
      Parameter.of(
              "httpAllow",
              "http-allow",
              ValueTypes.listOf("A,B,…", CidrNetwork::parse, CidrNetwork::toString),
              "networks, such as 10.0.0.0/8, whose clients may use the HTTP API")
          .withDefault(OPEN.allow(), "all");
  public static final Parameter<List<String>> HTTP_ALLOW_ORIGINS =
      Parameter.of(
              "httpAllowOrigins",
              "http-allow-origins",
              ValueTypes.listOf("A,B,…", HttpParameters::origin, Function.identity()),
              "origins, as https://HOST:PORT, whose pages may read the HTTP API in a browser; *: all")
          .withDefault(OPEN.origins());
  public static final Parameter<Integer> HTTP_CONNECTIONS =
      Parameter.of(
              "httpConnections",
              "http-connections",
              ValueTypes.number(CONNECTIONS),
              "most connections to the HTTP API at a time; a further one replaces the one that has been"
                  + " idle longest")
          .withDefault(OPEN.limits().connections());
  public static final Parameter<Integer> HTTP_CONNECTIONS_PER_CLIENT =
      Parameter.of(
              "httpConnectionsPerClient",
              "http-connections-per-client",
              ValueTypes.number(CONNECTIONS),
              "most of these from one client address; further ones are closed at once")
          .withDefault(OPEN.limits().connectionsPerClient());

  public static final Parameter<Integer> HTTP_REQUESTS_PER_CLIENT =
      Parameter.of(
              "httpRequestsPerClient",
              "http-requests-per-client",
              ValueTypes.number(CONNECTIONS),
              "most requests of one client address that are answered at a time, those that watch or"
                  + " wait included; a further one is answered 429")
          .withDefault(OPEN.limits().requestsPerClient());
  public static final Parameter<Path> HTTP_CLIENT_CA_FILE =
      Parameter.of(
          "httpClientCaFile",
          "http-client-ca-file",
          ValueTypes.file("FILE"),
          "PEM file with the authorities whose certificates clients of the HTTP API must show; needs"
              + " httpCertFile");
  public static final Parameter<List<AccessGroup>> HTTP_CLIENT_CERT_GROUPS =
      Parameter.of(
              "httpClientCertGroups",
              "http-client-cert-groups",
              ValueTypes.listOf("A,B,…", GroupRules::group, AccessGroup::text),
              "groups of routes that need such a certificate")
          .withDefault(List.of(AccessGroup.values()), "all");
  public static final Parameter<Map<String, List<String>>> HTTP_GROUP_ALLOW =
      Parameter.of(
              "httpGroupAllow",
              "http-group-allow",
              ValueTypes.listsByName("GROUP=A,B;…"),
              "networks, or all, whose clients may use a group of routes: v1, operations, api, watch,"
                  + " page, facades; clients must be in httpAllow too")
          .withDefaultWords(
              "all for v1 and operations; loopback, private, shared (100.64/10) and link-local"
                  + " networks for the others");
  public static final Parameter<Map<String, List<String>>> HTTP_GROUP_TOKEN_FILES =
      Parameter.of(
              "httpGroupTokenFiles",
              "http-group-token-files",
              ValueTypes.listsByName("GROUP=A,B;…"),
              "files with a token each, one of which clients of that group of routes must send in"
                  + " place of httpTokenFile's; no file: they need none")
          .withDefaultWords("httpTokenFile for all");

  private HttpParameters() {}

  public static HttpSettings read(Values values) {
    return new HttpSettings(
        values.get(HTTP_ON),
        values.get(HTTP_LISTENER),
        values.get(HTTP_PORT),
        values.get(ENUMERATION_ON),
        access(values));
  }

  private static HttpAccess access(Values values) {
    Optional<HttpAccess.Identity> identity = identity(values);
    Optional<Path> authorities = readable(values, HTTP_CLIENT_CA_FILE);
    if (authorities.isPresent() && values.find(HTTP_CERT_FILE).isEmpty()) {
      values.problem(
          HTTP_CLIENT_CA_FILE,
          "clients show certificates over https alone; give httpCertFile and httpKeyFile as well");
    } else if (values.find(HTTP_CLIENT_CERT_GROUPS).isPresent()
        && values.find(HTTP_CLIENT_CA_FILE).isEmpty()) {
      values.problem(
          HTTP_CLIENT_CERT_GROUPS,
          "nobody's certificates are asked for; give httpClientCaFile as well");
    }
    return new HttpAccess(
        identity,
        authorities,
        readable(values, HTTP_TOKEN_FILE),
        values.get(HTTP_ALLOW),
        GroupRules.read(values),
        new HttpAccess.Limits(
            values.get(HTTP_CONNECTIONS),
            values.get(HTTP_CONNECTIONS_PER_CLIENT),
            values.get(HTTP_REQUESTS_PER_CLIENT)),
        values.get(HTTP_ALLOW_ORIGINS));
  }

  private static Optional<HttpAccess.Identity> identity(Values values) {
    Optional<Path> certificate = readable(values, HTTP_CERT_FILE);
    Optional<Path> key = readable(values, HTTP_KEY_FILE);
    if (certificate.isPresent() && values.find(HTTP_KEY_FILE).isEmpty()) {
      values.problem(HTTP_CERT_FILE, "its private key is missing; give httpKeyFile as well");
    } else if (key.isPresent() && values.find(HTTP_CERT_FILE).isEmpty()) {
      values.problem(HTTP_KEY_FILE, "its certificate is missing; give httpCertFile as well");
    }
    return certificate.flatMap(c -> key.map(k -> new HttpAccess.Identity(c, k)));
  }

  private static Optional<Path> readable(Values values, Parameter<Path> parameter) {
    Optional<Path> file = values.find(parameter).map(Path::toAbsolutePath);
    if (file.isPresent() && !(Files.isRegularFile(file.get()) && Files.isReadable(file.get()))) {
      values.problem(parameter, "there is no such file, or it may not be read");
      return Optional.empty();
    }
    return file;
  }

  private static String origin(String text) {
    if (!text.equals("*") && !text.matches("https?://[^/\\s]+")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not an origin; write http://HOST, https://HOST:PORT, or *");
    }
    return text;
  }
}
