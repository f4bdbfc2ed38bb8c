package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.ALL;
import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.only;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.runtime.text.Printable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases H1 to H23, as far as they are about labels, and the rules around them. */
final class WebServicesTest {

  @ParameterizedTest(name = "H1, H3: group {0} on a balancer of {1}: {2}")
  @CsvSource({
    "external, external, true",
    "external, internal, false",
    "external, *, true",
    "'', *, true",
    "'', external, false",
    "'a, external ,b', external, true",
  })
  void groupsDecideWhatIsExported(String group, String balancer, boolean in) {
    WebTasks tasks = group.isEmpty() ? sise() : sise("GROUP", group);
    WebServices services = services(WebSettings.DEFAULT.withGroups(Set.of(balancer)), tasks);
    assertThat(services.services().isEmpty()).isEqualTo(!in);
  }

  @Test
  void h2TheGroupOfAPortCountsBeforeThatOfTheApp() {
    WebTasks tasks =
        app("/sise")
            .labels("GROUP", "internal", "0_GROUP", "external", "0_PORT", "1000", "1_PORT", "1001")
            .task("10.0.0.1", port(31000, "a"), port(31001, "b"));
    assertThat(services(WebSettings.DEFAULT, tasks).services()).containsOnlyKeys("sise_1000");
    assertThat(services(WebSettings.DEFAULT.withGroups(Set.of("internal")), tasks).services())
        .containsOnlyKeys("sise_1001");
  }

  @Test
  void h3AnAppWithoutLabelsIsCarriedInModeTcp() {
    WebService service = only(services(ALL, sise()));
    assertThat(service.spec().options().mode()).isEqualTo(WebMode.TCP);
    assertThat(service.spec().route()).isEqualTo(WebRoute.NONE);
  }

  @Test
  void h4AServicePortMakesFrontendAndBackendOfItsName() {
    WebService service = only(services(ALL, sise("0_PORT", "10010")));
    assertThat(service.name()).isEqualTo("sise_10010");
    assertThat(service.port()).hasValue(10010);
    assertThat(service.byApp()).isFalse();
    assertThat(service.spec().bind().address()).isEqualTo("*");
    assertThat(service.spec().options().mode()).isEqualTo(WebMode.TCP);
    assertThat(service.spec().servers())
        .extracting(s -> s.address().getHostAddress() + ":" + s.port())
        .containsExactly("10.0.0.114:31747", "10.0.0.115:29727");
  }

  @Test
  void h5AHostMakesItModeHttp() {
    WebService service =
        only(services(ALL, sise("0_PORT", "10010", "0_VHOST", "Sise.Example.com")));
    assertThat(service.spec().options().mode()).isEqualTo(WebMode.HTTP);
    assertThat(service.spec().route().hosts()).containsExactly("sise.example.com");
    assertThat(service.byApp()).isTrue();
  }

  @ParameterizedTest(name = "H6: {0}")
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "http://ec2-1.example.com/, ec2-1.example.com, 'write the host alone'",
        "ec2-1.example.com:8080, ec2-1.example.com, 'write the host alone'",
        "HTTPS://A.example.com:443/x/y, a.example.com, 'write the host alone'",
        "a.example.com., a.example.com, 'write the host alone'",
        "'a b', '', 'is not a host name'",
        "'a\nb', '', 'is not a host name'",
        "'}; acl', '', 'is not a host name'",
      })
  void aHostLosesWhatIsNoHost(String label, String host, String warning) {
    WebServices services = services(ALL, sise("0_VHOST", label));
    assertThat(only(services).spec().route().hosts())
        .isEqualTo(host.isEmpty() ? List.of() : List.of(host));
    assertThat(services.problems()).hasSize(1);
    assertThat(services.problems().get(0).what()).contains("HAPROXY_0_VHOST", warning);
  }

  @Test
  void h7SeveralHostsLeadToOneService() {
    WebServices services =
        services(ALL, sise("0_VHOST", "a.example.com,b.example.com,a.example.com"));
    assertThat(WebRule.of(services.services().values()))
        .extracting(WebRule::host)
        .containsExactly("a.example.com", "b.example.com");
    assertThat(services.problems()).isEmpty();
  }

  @Test
  void h8ARuleWithAPathComesBeforeTheWholeHost() {
    WebServices services =
        services(
            ALL,
            app("/first").labels("0_VHOST", "x", "0_PORT", "1").task("10.0.0.1", port(1, "a")),
            app("/zapi")
                .labels("0_VHOST", "x", "0_PATH", "-i /api /v2", "0_PORT", "2")
                .task("10.0.0.1", port(2, "a")));
    assertThat(WebRule.of(services.services().values()))
        .extracting(rule -> rule.service().name())
        .containsExactly("zapi_2", "first_1");
    WebRoute route = services.services().get("zapi_2").spec().route();
    assertThat(route).isEqualTo(new WebRoute(List.of("x"), true, List.of("/api", "/v2"), 1, false));
    assertThat(services.problems()).isEmpty();
  }

  @Test
  void h9AGreaterWeightComesFirstAndShadowsAreToldOf() {
    WebServices services =
        services(
            ALL,
            app("/api")
                .labels("0_VHOST", "x", "0_PATH", "/api", "0_PORT", "1")
                .task("10.0.0.1", port(1, "a")),
            app("/whole")
                .labels("0_VHOST", "x", "0_BACKEND_WEIGHT", "5", "0_PORT", "2")
                .task("10.0.0.1", port(2, "a")));
    assertThat(WebRule.of(services.services().values()))
        .extracting(rule -> rule.service().name())
        .containsExactly("whole_2", "api_1");
    assertThat(services.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.service().name()).isEqualTo("api");
              assertThat(problem.what()).contains("never reach api_1", "whole_2");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "leastconn",
        "static-rr",
        "random(3)",
        "uri len 20 depth 3 whole",
        "url_param session check_post",
        "hdr(User-Agent) use_domain_only",
        "rdp-cookie(mstshash)",
        "hash src,ipmask(24)"
      })
  void h11AnAlgorithmOfHaproxysIsTakenAsItIs(String balance) {
    assertThat(options("0_BALANCE", balance).balance()).isEqualTo(balance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "random(x)", "roundrobin x", "hdr", "roundrobin\n  stats"})
  void h11AnotherAlgorithmCostsItsLabelAlone(String balance) {
    WebServices services = services(ALL, sise("0_BALANCE", balance, "0_VHOST", "x"));
    assertThat(only(services).spec().options().balance()).isEqualTo("roundrobin");
    assertThat(only(services).spec().route().hosts()).containsExactly("x");
    assertThat(services.problems()).hasSize(1);
    assertThat(services.problems().get(0).what())
        .startsWith("its label HAPROXY_0_BALANCE = \"" + Printable.of(balance))
        .contains("\" has no effect; write ");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "T, true, false",
    "YES, true, false",
    "no, false, false",
    "F, false, false",
    "maybe, false, true",
    "1, false, true",
    "on, false, true"
  })
  void aFlagThatIsNeitherTrueNorFalseCountsAsFalseAndIsReported(
      String text, boolean sticky, boolean told) {
    WebServices services = services(ALL, sise("0_VHOST", "x", "0_STICKY", text));
    assertThat(only(services).spec().options().sticky()).isEqualTo(sticky);
    assertThat(services.problems())
        .extracting(WebProblem::what)
        .isEqualTo(
            told
                ? List.of(
                    "its label HAPROXY_0_STICKY = \""
                        + text
                        + "\" counts as false; write true or false")
                : List.of());
  }

  @Test
  void h12H13FlagsAndPathsOfAHost() {
    WebOptions options =
        options(
            "0_VHOST", "x",
            "0_USE_HSTS", "T",
            "0_HTTP_BACKEND_PROXYPASS_PATH", "/x",
            "0_HTTP_BACKEND_REVPROXY_PATH", "/y",
            "0_HTTP_BACKEND_REDIR", "/start");
    assertThat(options.hsts()).isTrue();
    assertThat(options.stripPath()).hasValue("/x");
    assertThat(options.returnPath()).hasValue("/y");
    assertThat(options.redirectRoot()).hasValue("/start");
    WebService redirected =
        only(services(ALL, sise("0_VHOST", "x", "0_REDIRECT_TO_HTTPS", "true")));
    assertThat(redirected.spec().route().toHttps()).isTrue();
  }

  @Test
  void h14APortIsLeftOutIfItIsSwitchedOffOrNotSwitchedOn() {
    assertThat(services(ALL, sise("0_ENABLED", "false")).services()).isEmpty();
    assertThat(services(ALL, sise("0_ENABLED", "1")).services()).isEmpty();
    assertThat(services(ALL.withStrict(true), sise()).services()).isEmpty();
    assertThat(services(ALL.withStrict(true), sise("0_ENABLED", "y")).services()).hasSize(1);
  }

  @Test
  void h15APortWhoseProtectionCannotBeReadIsNotExported() {
    assertThat(options("0_VHOST", "x", "0_AUTH", "r:u:$5$abc").auth())
        .hasValue(new WebAuth("r", "u", "$5$abc"));
    for (String bad : List.of("r:u", "r:u:p:x", "::", "r:u:p\"\n  deny")) {
      WebServices services = services(ALL, sise("0_VHOST", "x", "0_AUTH", bad));
      assertThat(services.services()).as(bad).isEmpty();
      assertThat(services.problems().get(0).what())
          .contains("HAPROXY_0_AUTH", "REALM:USER:CRYPTED");
    }
    assertThat(services(ALL, sise("0_MODE", "tcp", "0_AUTH", "r:u:p")).services()).isEmpty();
  }

  @Test
  void aPortWhosePathsCannotBeReadDoesNotGetTheWholeHost() {
    for (String bad : List.of("-f /etc/passwd", "-m reg .*", "/api\"", "-i -I")) {
      WebServices services = services(ALL, sise("0_VHOST", "x", "0_PATH", bad));
      assertThat(services.services()).as(bad).isEmpty();
      assertThat(services.problems().get(0).what())
          .contains("HAPROXY_0_PATH", "paths between blanks", "the whole host");
    }
  }

  /** HAProxy compares it with a path that begins with a slash, so that it would never match. */
  @Test
  void aPathWithoutASlashGetsOneAndIsToldOf() {
    WebServices services = services(ALL, sise("0_VHOST", "x", "0_PATH", "-i api /v2"));
    assertThat(only(services).spec().route().paths()).containsExactly("/api", "/v2");
    assertThat(services.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what())
                    .contains("HAPROXY_0_PATH", "\"api\"", "\"/api\" is served; write that"));
  }

  @Test
  void anEmptyPathIsNoneAndIsToldOf() {
    WebServices services = services(ALL, sise("0_VHOST", "x", "0_PATH", ""));
    assertThat(only(services).spec().route().paths()).isEmpty();
    assertThat(services.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.what()).contains("HAPROXY_0_PATH", "its whole hosts"));
  }

  @Test
  void aWeightThatIsNoneCountsAsOneAndIsToldOfOnce() {
    WebTasks tasks = sise().label("io.herald.dns.weight", "0").task("10.0.0.9", port(31000, "a"));
    WebServices services = services(ALL, tasks);
    assertThat(only(services).spec().servers()).hasSizeGreaterThan(1);
    assertThat(only(services).spec().servers()).allMatch(server -> server.weight() == 1);
    assertThat(services.problems())
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.what()).contains("io.herald.dns.weight = \"0\"", "1 to 256"));
  }

  @Test
  void h16OnlyNetworksThatCanBeReadGetIn() {
    String acl = "0_BACKEND_NETWORK_ALLOWED_ACL";
    assertThat(options(acl, "10.1.40.0/24 10.1.55.43").allowed().orElseThrow())
        .hasToString("[10.1.40.0/24, 10.1.55.43/32]");
    assertThat(options(acl, "10.1.40.0/24 everyone").allowed().orElseThrow()).hasSize(1);
    assertThat(options(acl, "everyone").allowed().orElseThrow()).isEmpty();
    assertThat(options().allowed()).isEmpty();
  }

  @Test
  void h19WithoutALabelTheServicePortIsMarathonLbsFormula() {
    WebTasks tasks = app("/sise").task("10.0.0.1", port(80, "a")).task("10.0.0.2", port(80, "a"));
    assertThat(only(services(ALL, tasks)).port()).hasValue(10058);
  }

  @Test
  void h20AurorasMetadataNamesPortsByTheirNames() {
    WebTasks tasks =
        app("/w")
            .label("org.apache.aurora.metadata.HAPROXY_http_VHOST", "w.example.com")
            .label("org.apache.aurora.metadata.HAPROXY_1_PORT", "7000")
            .task("10.0.0.1", port(2000, "http"), port(1000, "admin"));
    WebServices services = services(ALL, tasks);
    assertThat(services.services().get("w_7000").spec().route().hosts())
        .containsExactly("w.example.com");
    assertThat(services.services()).hasSize(2);
    assertThat(services.services().get("w_7000").spec().servers().get(0).port()).isEqualTo(2000);
  }

  @Test
  void h21LinesOfConfigurationCountOnlyWhereTheOperatorAllowsThem() {
    WebTasks tasks = sise("0_BACKEND_HEAD", "backend {backend}\r\n  balance first\r\n");
    WebServices off = services(ALL, tasks);
    assertThat(only(off).spec().templates()).isEmpty();
    assertThat(off.problems().get(0).what()).contains("HAPROXY_0_BACKEND_HEAD", "operator");
    WebServices on = services(ALL.withTemplates(true), tasks);
    assertThat(only(on).spec().templates())
        .containsEntry("BACKEND_HEAD", "backend {backend}\n  balance first\n");
    assertThat(on.problems()).isEmpty();
  }

  @Test
  void ofBindEverythingIsTakenWhereTheOperatorAllowsLinesOfConfiguration() {
    WebTasks tasks = sise("0_BIND_OPTIONS", "ssl crt /etc/certs");
    assertThat(only(services(ALL, tasks)).spec().bind().options()).isEmpty();
    assertThat(only(services(ALL.withTemplates(true), tasks)).spec().bind().options())
        .contains("ssl crt /etc/certs");
    WebTasks harmless = sise("0_BIND_OPTIONS", "tfo alpn h2,http/1.1  accept-proxy maxconn 7");
    assertThat(only(services(ALL, harmless)).spec().bind().options()).isPresent();
  }

  static Stream<List<String>> refusals() {
    return Stream.of(
        List.of("0_PORT", "70000", "HAPROXY_0_PORT", "1 to 65535"),
        List.of("0_PORT", "http", "HAPROXY_0_PORT", "1 to 65535"),
        List.of("0_MODE", "udp", "HAPROXY_0_MODE", "tcp or http"),
        List.of("0_BIND_ADDR", "1.2.3.4 ssl", "HAPROXY_0_BIND_ADDR", "an address"),
        List.of("0_BIND_OPTIONS", "tfo\n  stats", "HAPROXY_0_BIND_OPTIONS", "one line"),
        List.of("0_BIND_OPTIONS", "tfo ssl crt /etc/shadow", "\"ssl\"", "webTemplates"),
        List.of("0_BIND_OPTIONS", "tfo user root", "\"user\"", "webTemplates"),
        List.of("0_BIND_OPTIONS", "maxconn", "\"maxconn\"", "webTemplates"),
        List.of("0_VHSOT", "x", "HAPROXY_0_VHSOT", "HAPROXY_0_VHOST"),
        List.of("GRUOP", "x", "HAPROXY_GRUOP is not", "did you mean HAPROXY_GROUP?"),
        List.of("0_GRUOP", "x", "HAPROXY_0_GRUOP is not", "did you mean HAPROXY_0_GROUP?"),
        List.of("VHOST", "x", "the index or name of a port", "did you mean HAPROXY_0_VHOST?"),
        List.of("DEPLOYMENT_COLOR", "x", "HAPROXY_DEPLOYMENT_COLOR", "HAPROXY_DEPLOYMENT_COLOUR?"),
        List.of("0_VHOST", "", "HAPROXY_0_VHOST = \"\" has no effect", "write host names"),
        List.of("0_VHOST", " , ", "HAPROXY_0_VHOST", "write host names"),
        List.of("0_VHOST", "a b", "\"a b\", which is not a host name", "write names as in www."),
        List.of("0_BACKEND_HEAD", "x", "HAPROXY_0_BACKEND_HEAD", "webTemplates"),
        List.of("7_VHOST", "x", "HAPROXY_7_VHOST", "has 1 ports"),
        List.of("web_VHOST", "x", "HAPROXY_web_VHOST", "neither"),
        List.of("0_PATH", "/api", "HAPROXY_0_PATH", "mode tcp"),
        List.of("0_STICKY", "true", "HAPROXY_0_STICKY", "mode tcp"),
        List.of("0_BACKEND_HEALTHCHECK_PORT_INDEX", "1", "PORT_INDEX", "BACKEND_HEALTHCHECK"),
        List.of("0_MAP_HTTP_FRONTEND_ACL", "x", "HAPROXY_0_MAP_HTTP_FRONTEND_ACL", "BACKEND_HEAD"),
        List.of("0_PORT", "443", "443", "balancer's own"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void oneBadLabelCostsThatLabelAloneAndIsReported(List<String> row) {
    WebServices services = services(ALL, sise(row.get(0), row.get(1)));
    assertThat(services.services()).hasSize(1);
    assertThat(services.problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains(row.get(2), row.get(3)));
  }

  private static WebOptions options(String... labels) {
    return only(services(ALL, sise(labels))).spec().options();
  }
}
