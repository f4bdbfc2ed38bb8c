package io.herald.dns.config;

import static io.herald.dns.config.ParameterLanding.THIS;
import static io.herald.dns.config.ParameterLanding.file;
import static io.herald.dns.config.ParameterLanding.flipped;
import static io.herald.dns.config.ParameterLanding.list;
import static io.herald.dns.config.ParameterLanding.number;
import static io.herald.dns.config.ParameterLanding.row;
import static io.herald.dns.config.ParameterLanding.text;

import io.herald.dns.http.HttpParameters;
import io.herald.http.AccessGroup;
import io.herald.http.HttpAccess;
import io.herald.runtime.net.CidrNetwork;
import io.herald.runtime.net.PrivateNetworks;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Of the parameters of the HTTP API. */
final class HttpLandings {

  private HttpLandings() {}

  static List<ParameterLanding> rows() {
    return List.of(
        flipped(HttpParameters.HTTP_ON, false, config -> config.http().on()),
        text(HttpParameters.HTTP_LISTENER, "::1", config -> config.http().listener()),
        number(HttpParameters.HTTP_PORT, 8124, config -> config.http().port()),
        flipped(HttpParameters.ENUMERATION_ON, false, config -> config.http().enumerationOn()),
        file(
                HttpParameters.HTTP_CERT_FILE,
                config -> config.http().access().identity().map(HttpAccess.Identity::certificate))
            .with("http-key-file", THIS),
        file(
                HttpParameters.HTTP_KEY_FILE,
                config -> config.http().access().identity().map(HttpAccess.Identity::key))
            .with("http-cert-file", THIS),
        file(HttpParameters.HTTP_TOKEN_FILE, config -> config.http().access().tokenFile()),
        list(
            HttpParameters.HTTP_ALLOW,
            "10.0.0.0/8",
            config -> config.http().access().allow(),
            List.of(CidrNetwork.parse("10.0.0.0/8"))),
        list(
            HttpParameters.HTTP_ALLOW_ORIGINS,
            "https://a.example:1",
            config -> config.http().access().origins(),
            List.of("https://a.example:1")),
        number(
            HttpParameters.HTTP_CONNECTIONS,
            30,
            config -> config.http().access().limits().connections()),
        number(
            HttpParameters.HTTP_CONNECTIONS_PER_CLIENT,
            3,
            config -> config.http().access().limits().connectionsPerClient()),
        number(
            HttpParameters.HTTP_REQUESTS_PER_CLIENT,
            4,
            config -> config.http().access().limits().requestsPerClient()),
        row(
            HttpParameters.HTTP_GROUP_ALLOW,
            "{'V1': ['10.0.0.0/8', '::1'], 'page': ['all']}",
            "v1=10.0.0.0/8,::1;page=all",
            config ->
                List.of(
                    config.http().access().of(AccessGroup.V1).allow(),
                    config.http().access().of(AccessGroup.PAGE).allow(),
                    config.http().access().of(AccessGroup.API).allow()),
            List.of(
                List.of(CidrNetwork.parse("10.0.0.0/8"), CidrNetwork.parse("::1")),
                List.of(),
                PrivateNetworks.ALL)),
        row(
            HttpParameters.HTTP_GROUP_TOKEN_FILES,
            "{'watch': ['" + THIS + "'], 'api': []}",
            "watch=" + THIS + ";api=",
            config ->
                List.of(
                    config.http().access().of(AccessGroup.WATCH).tokenFiles(),
                    config.http().access().of(AccessGroup.API).tokenFiles(),
                    config.http().access().of(AccessGroup.V1).tokenFiles()),
            List.of(
                Optional.of(List.of(Path.of(THIS).toAbsolutePath())),
                Optional.of(List.of()),
                Optional.empty())),
        file(
                HttpParameters.HTTP_CLIENT_CA_FILE,
                config -> config.http().access().clientAuthorities())
            .with("http-cert-file", THIS, "http-key-file", THIS),
        list(
                HttpParameters.HTTP_CLIENT_CERT_GROUPS,
                "watch,api",
                config ->
                    Arrays.stream(AccessGroup.values())
                        .filter(group -> config.http().access().of(group).certificate())
                        .toList(),
                List.of(AccessGroup.API, AccessGroup.WATCH))
            .with("http-client-ca-file", THIS, "http-cert-file", THIS, "http-key-file", THIS));
  }
}
