package io.herald.balancer.web;

import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.services;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.Discovery;
import io.herald.catalog.model.Task;
import io.herald.runtime.text.Printable;
import io.herald.services.instance.Instance;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases H1 to H23, as far as they are about labels, and the rules around them. */
final class WebServicesTest {

  private static final WebSettings ALL = WebSettings.DEFAULT.withGroups(Set.of("*"));

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

  @Test
  void h10ServersAndCookiesAreMarathonLbs() {
    WebService service = only(services(ALL, sise("0_STICKY", "Yes", "0_VHOST", "x")));
    assertThat(service.spec().options().sticky()).isTrue();
    String name = service.spec().servers().get(0).name();
    assertThat(name).isEqualTo("10_0_0_114_31747");
    assertThat(ServerName.cookie(name)).isEqualTo("bbfcebcc4c");
    Set<Integer> taken = new HashSet<>();
    assertThat(ServerName.id(name, taken)).isEqualTo(10493);
    assertThat(ServerName.id(name, taken)).isNotEqualTo(10493).isPositive();
  }

  @Test
  void aServerOnAnAgentWithANameHasItInItsOwn() {
    WebTasks tasks = app("/sise").host("agent-1.example.com").task("10.0.0.114", port(31747, "a"));
    assertThat(only(services(ALL, tasks)).spec().servers().get(0).name())
        .isEqualTo("agent-1_example_com_10_0_0_114_31747");
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
  void h16OnlyNetworksThatCanBeReadGetIn() {
    String acl = "0_BACKEND_NETWORK_ALLOWED_ACL";
    assertThat(options(acl, "10.1.40.0/24 10.1.55.43").allowed().orElseThrow())
        .hasToString("[10.1.40.0/24, 10.1.55.43/32]");
    assertThat(options(acl, "10.1.40.0/24 everyone").allowed().orElseThrow()).hasSize(1);
    assertThat(options(acl, "everyone").allowed().orElseThrow()).isEmpty();
    assertThat(options().allowed()).isEmpty();
  }

  @ParameterizedTest(name = "H17: {0}, healthy {1}: {2}")
  @CsvSource({
    "TASK_STAGING, , none",
    "TASK_STARTING, , none",
    "TASK_RUNNING, , true",
    "TASK_RUNNING, true, true",
    "TASK_RUNNING, false, drained",
    "TASK_KILLING, , drained",
    "TASK_UNREACHABLE, , true",
    "TASK_LOST, , true",
    "TASK_FINISHED, , none",
    "TASK_OF_THE_FUTURE, , none",
  })
  void theStateOfATaskDecidesOfItsServer(String state, Boolean healthy, String expected) {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", port(1000, "a"))
            .task(state, Optional.ofNullable(healthy), "10.0.0.2", port(1000, "a"));
    List<WebServer> servers = only(services(ALL, tasks)).spec().servers();
    assertThat(servers).hasSize(expected.equals("none") ? 1 : 2);
    if (servers.size() == 2) {
      assertThat(servers.get(1).drained()).isEqualTo(expected.equals("drained"));
    }
  }

  @Test
  void aTaskWhoseCheckHasNoResultYetGetsNoConnections() {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", port(1000, "a"))
            .checked()
            .task("TASK_RUNNING", Optional.empty(), "10.0.0.2", port(1000, "a"))
            .task("TASK_RUNNING", Optional.of(true), "10.0.0.3", port(1000, "a"));
    assertThat(only(services(ALL, tasks)).spec().servers())
        .extracting(WebServer::drained)
        .containsExactly(false, true, false);
  }

  @Test
  void h17TheRolesOfStatesCanBeSet() {
    WebSettings other =
        new WebSettings(
            Set.of("*"), false, false, ServerRole.KEPT, ServerRole.NONE, ServerRole.DRAINED, 1, 9);
    WebTasks tasks =
        app("/sise")
            .task("TASK_STAGING", Optional.empty(), "10.0.0.1", port(1000, "a"))
            .task("TASK_KILLING", Optional.empty(), "10.0.0.2", port(1000, "a"))
            .task("TASK_UNREACHABLE", Optional.empty(), "10.0.0.3", port(1000, "a"));
    assertThat(only(services(other, tasks)).spec().servers())
        .extracting(s -> s.host() + " " + s.drained())
        .containsExactly("10.0.0.1 false", "10.0.0.3 true");
  }

  @ParameterizedTest(name = "H18: {0} is {1}")
  @CsvSource({
    "a_b.1417e3b9-819c-11e6-8b52-26ceb6df775b, /a/b",
    "a_b.instance-1417e3b9-819c-11e6-8b52-26ceb6df775b._app.1, /a/b",
    "a_b.marathon-1417e3b9-819c-11e6-8b52-26ceb6df775b, /a/b",
    "role-env-job-0-1417e3b9, /role/env/job",
  })
  void theAppIsToldFromTheTask(String taskId, String app) {
    Instance sample = app("/job").task("10.0.0.1", port(1, "a")).instances().get(0);
    Task task = sample.task();
    Task renamed =
        new Task(
            task.frameworkId(),
            taskId,
            task.name(),
            task.agentId(),
            task.state(),
            task.running(),
            task.ports(),
            Optional.of(
                new Discovery("job.env.role", "", "", "", "", List.of(port(1, "a")), Map.of())),
            task.labels(),
            task.network(),
            false);
    assertThat(AppId.of(renamed)).isEqualTo(app);
  }

  @Test
  void anAppsIdHasNothingThatMeansSomethingInCommandsAndFiles() {
    for (String id : List.of("/a; shutdown b\n", "/a__shutdown b ")) {
      WebTasks tasks =
          app(id).labels("0_PORT", "1", "0_MODE", "http").task("10.0.0.1", port(1, "a"));
      assertThat(only(services(ALL, tasks)).app()).matches("/a[_/]+shutdown_b_");
      assertThat(only(services(ALL, tasks)).name()).matches("[a-z_]+_1");
    }
    WebTasks group =
        app("/a")
            .labels("0_PORT", "1", "DEPLOYMENT_GROUP", "b; c\n")
            .task("10.0.0.1", port(1, "a"));
    assertThat(only(services(ALL, group)).app()).isEqualTo("/b__c");
  }

  @Test
  void h18TheNameOfAnAppInAFolder() {
    WebTasks tasks =
        app("/a/b").labels("0_PORT", "10010", "0_MODE", "http").task("10.0.0.1", port(1, "a"));
    WebService service = only(services(ALL, tasks));
    assertThat(service.name()).isEqualTo("a_b_10010");
    assertThat(service.app()).isEqualTo("/a/b");
    assertThat(service.byApp()).isTrue();
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

  @Test
  void h22H23ServersComeAndGoAndTheServiceStaysUntilItIsForgotten() {
    WebServices services = services(ALL, sise("0_PORT", "10010"));
    WebTasks three = sise("0_PORT", "10010").task("10.0.0.116", port(30000, "http"));
    services.update(three.key(), three.instances());
    assertThat(only(services).spec().servers()).hasSize(3);
    services.update(three.key(), List.of());
    assertThat(only(services).name()).isEqualTo("sise_10010");
    assertThat(only(services).spec().servers()).isEmpty();
    services.forget(three.key());
    assertThat(services.services()).isEmpty();
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

  @Test
  void aPortOverUdpIsReportedOnlyIfALabelIsAboutIt() {
    Discovery.Port udp = new Discovery.Port(53, "dns", "UDP", Map.of());
    assertThat(services(ALL, app("/dns").task("10.0.0.1", udp)).problems()).isEmpty();
    WebServices asked = services(ALL, app("/dns").labels("0_PORT", "53").task("10.0.0.1", udp));
    assertThat(asked.services()).isEmpty();
    assertThat(asked.problems().get(0).what()).contains("UDP");
  }

  @Test
  void aPortOverTcpAndUdpHasOneIndex() {
    WebTasks tasks =
        app("/dns")
            .labels("1_PORT", "8080")
            .task(
                "10.0.0.1",
                new Discovery.Port(53, "dns", "udp", Map.of()),
                new Discovery.Port(53, "dns", "tcp", Map.of()),
                port(31000, "web"));
    assertThat(services(ALL, tasks).services().get("dns_8080").spec().servers().get(0).port())
        .isEqualTo(31000);
  }

  @Test
  void twoServicesOfOnePortOrNameAreToldApart() {
    WebServices services =
        services(
            ALL,
            app("/a/b").labels("0_PORT", "7000").task("10.0.0.1", port(1, "a")),
            app("/a_b").labels("0_PORT", "7000").task("10.0.0.2", port(1, "a")),
            app("/c").labels("0_PORT", "7000", "0_VHOST", "c").task("10.0.0.3", port(1, "a")));
    assertThat(services.services()).containsOnlyKeys("a_b_7000", "c_7000");
    assertThat(services.services().get("c_7000").port()).isEqualTo(OptionalInt.empty());
    assertThat(services.problems()).hasSize(2);
    assertThat(services.problems().toString()).contains("would be called a_b_7000", "a_b_7000's");
  }

  @Test
  void duringARolloutTheLabelsOfMostTasksCount() {
    WebTasks rollout =
        app("/sise")
            .labels("0_PORT", "7000")
            .task("10.0.0.1", port(1, "a"))
            .task("10.0.0.2", port(1, "a"))
            .labels("0_PORT", "8000")
            .task("10.0.0.3", port(1, "a"));
    assertThat(services(ALL, rollout).services()).containsOnlyKeys("sise_7000");
    rollout.task("10.0.0.4", port(1, "a"));
    assertThat(services(ALL, rollout).services()).containsOnlyKeys("sise_8000");
    assertThat(only(services(ALL, rollout)).spec().servers()).hasSize(4);
  }

  @ParameterizedTest(name = "{0} new ones of which {1} are healthy, {2} old ones, target {3}: {4}")
  @CsvSource({"1,1,3,3,1", "2,1,3,3,1", "3,3,3,3,3", "1,1,3,4,0", "0,0,3,3,0", "5,5,2,3,2"})
  void blueAndGreenAreOneServiceAndTheOldOneIsDrained(
      int fresh, int healthy, int old, int target, int drained) {
    WebTasks blue = app("/sise-blue").labels(deployment("2026-02-01T15:51:38.184623", target));
    for (int i = 0; i < old; i++) {
      blue.task("10.0.1." + i, port(1, "a"));
    }
    WebTasks green = app("/sise-green").labels(deployment("2026-02-01T15:52:00", target));
    for (int i = 0; i < fresh; i++) {
      green.task("TASK_RUNNING", Optional.of(i < healthy), "10.0.2." + i, port(1, "a"));
    }
    WebServices services = fresh == 0 ? services(ALL, blue) : services(ALL, blue, green);
    WebService service = only(services);
    assertThat(service.name()).isEqualTo("sise_10000");
    assertThat(service.spec().servers()).hasSize(old + fresh);
    assertThat(
            service.spec().servers().stream()
                .filter(s -> s.host().startsWith("10.0.1."))
                .filter(WebServer::drained)
                .map(WebServer::host)
                .toList())
        .hasSize(drained)
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(services.problems()).isEmpty();
  }

  @Test
  void oldTasksThatServeNobodyAnywayAreReplacedFirst() {
    WebTasks blue =
        app("/sise-blue")
            .labels(deployment("2026-02-01T15:51:38", 3))
            .task("10.0.1.0", port(1, "a"))
            .task("TASK_RUNNING", Optional.of(false), "10.0.1.1", port(1, "a"))
            .task("10.0.1.2", port(1, "a"));
    WebTasks green =
        app("/sise-green")
            .labels(deployment("2026-02-01T15:52:00", 3))
            .task("10.0.2.0", port(1, "a"));
    assertThat(replaced(blue, green)).containsExactly("10.0.1.1");
  }

  private static List<String> replaced(WebTasks... apps) {
    return only(services(ALL, apps)).spec().servers().stream()
        .filter(WebServer::replaced)
        .map(WebServer::host)
        .toList();
  }

  /** Marathon tells when an app was scaled, Mesos what the time is in its tasks' ids. */
  @ParameterizedTest(name = "{0} blue ones, {1} green ones, {2} started last, of 10: {3} replaced")
  @CsvSource({
    "10, 1, green, blue 1",
    "9, 2, green, blue 1",
    "8, 2, green, ''",
    "8, 2, blue, ''",
    "8, 3, green, blue 1",
    "9, 2, blue, green 1",
    "10, 2, blue, green 2",
    "10, 1, blue, green 1",
  })
  void whereBothGoOnTheOneThatWasScaledLastReplacesTheOther(
      int blue, int green, String last, String expected) {
    WebTasks older = app("/sise-blue").labels(deployment("2026-02-01T15:51:38", 10));
    WebTasks newer =
        app("/sise-green")
            .labels(deployment("2026-02-01T15:52:00", 10))
            .labels("DEPLOYMENT_NEW_INSTANCES", "2");
    List.of(older, newer)
        .forEach(app -> app.startedAt(app == newer == last.equals("green") ? 2 : 1));
    for (int i = 0; i < blue; i++) {
      older.task("10.0.1." + i, port(1, "a"));
    }
    for (int i = 0; i < green; i++) {
      newer.task("10.0.2." + i, port(1, "a"));
    }
    List<String> hosts = replaced(older, newer);
    assertThat(hosts.isEmpty() ? "" : colour(hosts) + " " + hosts.size()).isEqualTo(expected);
  }

  private static String colour(List<String> hosts) {
    assertThat(hosts.stream().map(host -> host.substring(0, 7)).distinct()).hasSize(1);
    return hosts.get(0).startsWith("10.0.1.") ? "blue" : "green";
  }

  @Test
  void howManyTogetherMustBeANumber() {
    WebTasks tasks =
        app("/sise")
            .labels(deployment("2026-02-01T15:51:38", 3))
            .labels("DEPLOYMENT_NEW_INSTANCES", "two")
            .task("10.0.0.1", port(1, "a"));
    assertThat(services(ALL, tasks).problems())
        .extracting(WebProblem::what)
        .containsExactly(
            "its label HAPROXY_DEPLOYMENT_NEW_INSTANCES = \"two\" has no effect; write a number");
  }

  private static String[] deployment(String startedAt, int target) {
    return new String[] {
      "0_PORT", "10000",
      "APP_ID", "sise",
      "DEPLOYMENT_GROUP", "sise",
      "DEPLOYMENT_ALT_PORT", "10001",
      "DEPLOYMENT_COLOUR", "blue",
      "DEPLOYMENT_STARTED_AT", startedAt,
      "DEPLOYMENT_TARGET_INSTANCES", Integer.toString(target),
    };
  }

  @Test
  void aServicePortOfThePortsOwnLabelIsTaken() {
    WebTasks tasks =
        app("/sise")
            .task("10.0.0.1", new Discovery.Port(1, "a", "tcp", Map.of("SERVICE_PORT", "10010")));
    assertThat(services(ALL, tasks).services()).containsOnlyKeys("sise_10010");
  }

  private static final WebSettings TWO_PORTS =
      new WebSettings(
          Set.of("*"), false, false, ServerRole.NONE, ServerRole.NONE, ServerRole.NONE, 50, 51);

  private static WebServices withTwoPorts() {
    return new WebServices(TWO_PORTS, new ServicePortPool(50, 51), Set.of());
  }

  private static WebTasks portless(String id) {
    return app(id).task("10.0.0.1", port(80, "a"));
  }

  @Test
  void servicePortsStayOverRestartsAndAreTakenBackOnlyWhenThePoolIsFull() {
    WebServices services = withTwoPorts();
    WebTasks b = portless("/b");
    services.update(b.key(), b.instances());
    int ofB = only(services).port().orElseThrow();
    GivenPorts given = services.givenPorts().orElseThrow();
    assertThat(services.givenPorts()).isEmpty();
    SortedMap<String, Integer> kept = given.with(new TreeMap<>());
    assertThat(kept).containsExactly(Map.entry("/b 0", ofB));

    WebServices again = withTwoPorts();
    again.adopt(kept);
    WebTasks a = portless("/a");
    again.update(a.key(), a.instances());
    assertThat(only(again).port().orElseThrow()).isNotEqualTo(ofB);
    again.update(b.key(), b.instances());
    assertThat(again.services()).containsKey("b_" + ofB);
    WebTasks c = portless("/c");
    again.update(c.key(), c.instances());
    assertThat(again.services().get("c_port0").port()).isEmpty();
    assertThat(again.problems().get(0).what()).contains("pool is full");
    again.forget(b.key());
    assertThat(again.services()).containsKey("c_" + ofB);
    assertThat(again.givenPorts().orElseThrow().with(kept)).containsOnlyKeys("/a 0", "/c 0");
  }

  @Test
  void ofTwoBalancersThatGiveOnePortToTwoAppsTheFirstOneThatKeepsItCounts() {
    WebServices one = withTwoPorts();
    WebServices two = withTwoPorts();
    WebTasks a = portless("/a");
    // Of the two ports it wants the same one first.
    WebTasks other =
        Stream.of("/b", "/c", "/d", "/e", "/f", "/g")
            .map(WebServicesTest::portless)
            .filter(app -> portOf(app) == portOf(a))
            .findFirst()
            .orElseThrow();
    one.update(a.key(), a.instances());
    two.update(other.key(), other.instances());
    int wanted = only(one).port().orElseThrow();
    assertThat(only(two).port()).hasValue(wanted);
    SortedMap<String, Integer> first = one.givenPorts().orElseThrow().with(new TreeMap<>());

    // Both hear of the other's app, and the second of what the first one has kept.
    two.update(a.key(), a.instances());
    two.adopt(two.givenPorts().orElseThrow().with(first));
    SortedMap<String, Integer> both = two.givenPorts().orElseThrow().with(first);
    two.adopt(both);
    one.update(other.key(), other.instances());
    one.adopt(both);
    assertThat(two.givenPorts()).isEmpty();
    assertThat(both).containsEntry("/a 0", wanted).hasSize(2);
    assertThat(one.services().keySet()).isEqualTo(two.services().keySet());
    assertThat(one.services()).containsKey("a_" + wanted);
  }

  private static int portOf(WebTasks app) {
    WebServices alone = withTwoPorts();
    alone.update(app.key(), app.instances());
    return only(alone).port().orElseThrow();
  }

  private static WebOptions options(String... labels) {
    return only(services(ALL, sise(labels))).spec().options();
  }

  private static WebService only(WebServices services) {
    assertThat(services.services()).hasSize(1);
    return services.services().values().iterator().next();
  }
}
