package io.herald.balancer.haproxy;

import static io.herald.balancer.web.WebTasks.app;
import static io.herald.balancer.web.WebTasks.port;
import static io.herald.balancer.web.WebTasks.sise;
import static org.assertj.core.api.Assertions.assertThat;

import io.herald.balancer.web.WebTasks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The file of the cases H1 to H23, each checked by HAProxy itself. */
final class HaproxyFileTest {

  @TempDir Path folder;

  record Case(String name, WebTasks[] apps, List<String> lines, List<String> absent) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, WebTasks tasks, List<String> lines, String... absent) {
    return new Case(name, new WebTasks[] {tasks}, lines, List.of(absent));
  }

  static Stream<Case> cases() {
    return Stream.of(
        of(
            "H4",
            sise("0_PORT", "10010"),
            List.of(
                "frontend sise_10010",
                "  bind *:10010",
                "  mode tcp",
                "  default_backend sise_10010",
                "backend sise_10010",
                "  balance roundrobin",
                "  server 10_0_0_114_31747 10.0.0.114:31747 id 10493 weight 1"),
            "X-Forwarded",
            "cookie"),
        of(
            "H5",
            sise("0_PORT", "10010", "0_VHOST", "Sise.Example.com"),
            List.of("  mode http", "  option forwardfor", "# host sise.example.com sise_10010")),
        of(
            "H6, the seed's label",
            sise("0_PORT", "10010", "0_VHOST", "http://ec2-52-42-2-149.example.com"),
            List.of("# host ec2-52-42-2-149.example.com sise_10010")),
        of(
            "H7",
            sise("0_PORT", "1", "0_VHOST", "a.example.com,b.example.com"),
            List.of("# host a.example.com sise_1", "# host b.example.com sise_1")),
        new Case(
            "H8",
            new WebTasks[] {
              sise("0_PORT", "1", "0_VHOST", "x", "0_PATH", "-i /api /v2"),
              app("/other").labels("0_PORT", "2", "0_VHOST", "x").task("10.0.0.1", port(1, "a"))
            },
            List.of(
                "  acl sise_1.path path_beg -i /api /v2",
                "  http-request set-var(txn.service) str(sise_1) if !{ var(txn.service) -m found } {"
                    + " var(txn.host) -m str x } sise_1.path",
                "  http-request set-var(txn.service) str(other_2) if !{ var(txn.service) -m found }"
                    + " { var(txn.host) -m str x }"),
            List.of("# host x")),
        new Case(
            "H9",
            new WebTasks[] {
              sise("0_PORT", "1", "0_VHOST", "x", "0_PATH", "/api"),
              app("/other")
                  .labels("0_PORT", "2", "0_VHOST", "x", "0_BACKEND_WEIGHT", "5")
                  .task("10.0.0.1", port(1, "a"))
            },
            List.of("  http-request set-var(txn.service) str(other_2)", "str(sise_1)"),
            List.of()),
        of(
            "H10",
            sise("0_PORT", "1", "0_VHOST", "x", "0_STICKY", "Yes"),
            List.of(
                "  cookie mesosphere_server_id insert indirect nocache",
                "  server 10_0_0_114_31747 10.0.0.114:31747 id 10493 weight 1 cookie bbfcebcc4c",
                "  server slot_1 0.0.0.0:1 id ",
                "  server slot_10 0.0.0.0:1 id "),
            "slot_11"),
        of("H11", sise("0_PORT", "1", "0_BALANCE", "leastconn"), List.of("  balance leastconn")),
        of(
            "H11, by the client's address",
            sise("0_PORT", "1", "0_BALANCE", "source"),
            List.of("  balance source", "  hash-type consistent")),
        of(
            "H11, by a header",
            sise("0_PORT", "1", "0_VHOST", "x", "0_BALANCE", "hdr(User-Agent)"),
            List.of("  balance hdr(User-Agent)", "  hash-type consistent")),
        of(
            "H11, static",
            sise("0_PORT", "1", "0_BALANCE", "static-rr"),
            List.of("  server slot_1 0.0.0.0:1"),
            "cookie"),
        of(
            "H12",
            sise("0_PORT", "1", "0_VHOST", "x", "0_REDIRECT_TO_HTTPS", "true"),
            List.of(
                "  http-request redirect code 301 location"
                    + " https://%[var(txn.host)]%[var(txn.https)]%[pathq] if { fe_name http }")),
        of(
            "H13",
            sise(
                "0_PORT", "1",
                "0_VHOST", "x.example.com",
                "0_USE_HSTS", "true",
                "0_HTTP_BACKEND_PROXYPASS_PATH", "/x",
                "0_HTTP_BACKEND_REVPROXY_PATH", "/y",
                "0_HTTP_BACKEND_REDIR", "/start"),
            List.of(
                "  http-response set-header Strict-Transport-Security max-age=15768000",
                "  http-request replace-path '^/x(/|$)(.*)' '/\\2'",
                "  http-response replace-header Location"
                    + " '^(https?://x\\.example\\.com(:[0-9]+)?)?(/.*)$' '/y\\3'",
                "  http-request redirect code 301 location /start if { path / } own_host"),
            "rspadd",
            "reqirep",
            "rspirep"),
        of(
            "H13, paths with percent signs",
            sise(
                "0_PORT", "1",
                "0_VHOST", "x",
                "0_HTTP_BACKEND_PROXYPASS_PATH", "/a%20b",
                "0_HTTP_BACKEND_REVPROXY_PATH", "/a%20b",
                "0_HTTP_BACKEND_REDIR", "/a%20b"),
            List.of("location /a%%20b if", "'/a%%20b\\3'", "'^/a%20b(/|$)(.*)'")),
        of(
            "H15",
            sise("0_PORT", "1", "0_VHOST", "x", "0_AUTH", "the realm:u:$5$abc"),
            List.of(
                "userlist sise_1",
                "  user 'u' password '$5$abc'",
                "  http-request auth realm 'the realm' unless { http_auth(sise_1) }")),
        of(
            "H16",
            sise("0_PORT", "1", "0_BACKEND_NETWORK_ALLOWED_ACL", "10.1.40.0/24 10.1.55.43"),
            List.of(
                "  acl allowed src 10.1.40.0/24 10.1.55.43/32",
                "  tcp-request content reject unless allowed")),
        of(
            "H16 in mode http",
            sise(
                "0_PORT", "1",
                "0_VHOST", "x",
                "0_BACKEND_NETWORK_ALLOWED_ACL", "10.1.40.0/24 nonsense"),
            List.of(
                "  acl allowed src 10.1.40.0/24",
                "  http-request deny deny_status 403 unless allowed")),
        of(
            "H16 for nobody",
            sise("0_PORT", "1", "0_BACKEND_NETWORK_ALLOWED_ACL", "nonsense"),
            List.of("  tcp-request content reject\n")),
        of(
            "H17",
            app("/sise")
                .labels("0_PORT", "1")
                .task("TASK_KILLING", Optional.empty(), "10.0.0.1", port(7, "a")),
            List.of("  server 10_0_0_1_7 10.0.0.1:7 id ")),
        of(
            "H18",
            app("/a/b").labels("0_PORT", "1", "0_MODE", "http").task("10.0.0.1", port(7, "a")),
            List.of("# app /a/b a_b_1", "backend a_b_1")),
        of(
            "H19",
            app("/sise").task("10.0.0.1", port(80, "a")),
            List.of("frontend sise_10058", "  bind *:10058")),
        of(
            "H21, used",
            sise(
                "0_PORT",
                "1",
                "0_BACKEND_HEAD",
                "backend {backend}\r\n  balance first\r\n  mode tcp"),
            List.of("backend sise_1", "  balance first"),
            "roundrobin"),
        of(
            "a check of the balancer's own",
            sise("0_PORT", "1", "0_BACKEND_HEALTHCHECK", "/health"),
            List.of(
                "  option httpchk GET /health",
                " check inter 2s fastinter 500ms fall 3 rise 2",
                "  option allbackups",
                "  server 10_0_0_114_31747.open 10.0.0.114:31747 id ",
                " weight 1 backup")),
        of(
            "a check of the balancer's own, with a cookie",
            sise(
                "0_PORT", "1",
                "0_VHOST", "x",
                "0_STICKY", "true",
                "0_AUTH", "the realm:u:$5$abc",
                "0_BACKEND_HEALTHCHECK", "/health"),
            List.of(
                "  use_backend sise_1.open if { nbsrv(sise_1) eq 0 }\n  default_backend sise_1",
                "  use_backend sise_1.open if { var(txn.service) -m str sise_1 } { nbsrv(sise_1) eq 0 }",
                "backend sise_1.open\n",
                "unless { http_auth(sise_1.open) }",
                "  server 10_0_0_114_31747 10.0.0.114:31747 id 10493 weight 1 cookie bbfcebcc4c\n",
                " cookie bbfcebcc4c check inter 2s fastinter 500ms fall 3 rise 2"),
            "allbackups"),
        of(
            "a bind of its own",
            sise("0_PORT", "1", "0_BIND_ADDR", "127.0.0.1", "0_BIND_OPTIONS", "tfo accept-proxy"),
            List.of("  bind 127.0.0.1:1 tfo accept-proxy")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void eachCaseIsAValidFileWithItsLines(Case row) throws Exception {
    ConfigPlan plan = plan(row.apps());
    String text = plan.text() + maps(plan);
    assertThat(text).contains(row.lines());
    for (String absent : row.absent()) {
      assertThat(text).doesNotContain(absent);
    }
    assertThat(faults(plan)).as(plan.text()).isEmpty();
  }

  /** Sixty networks, paths and hosts don't fit on one of HAProxy's lines. */
  @Test
  void longListsAreSplitOverLines() throws Exception {
    List<String> networks = new ArrayList<>();
    List<String> hosts = new ArrayList<>();
    StringBuilder paths = new StringBuilder("-i");
    for (int i = 0; i < 200; i++) {
      networks.add("10." + i + ".0.0/16");
      hosts.add("host-" + i + ".example.com");
      paths.append(" /path/").append(i);
    }
    ConfigPlan plan =
        plan(
            sise(
                "0_PORT", "1",
                "0_VHOST", String.join(",", hosts),
                "0_PATH", paths.toString(),
                "0_HTTP_BACKEND_REDIR", "/start",
                "0_BACKEND_NETWORK_ALLOWED_ACL", String.join(" ", networks)));
    assertThat(faults(plan)).isEmpty();
  }

  @Test
  void aChangeOfServersChangesTheFileButNotItsFrame() {
    Slots slots = new Slots(10);
    ConfigPlan none =
        plan(
            slots,
            app("/sise")
                .labels("0_PORT", "1")
                .task("TASK_STAGING", Optional.empty(), "10.0.0.1", port(7, "a")));
    ConfigPlan one = plan(slots, app("/sise").labels("0_PORT", "1").task("10.0.0.1", port(7, "a")));
    ConfigPlan drained =
        plan(
            slots,
            app("/sise")
                .labels("0_PORT", "1")
                .task("TASK_KILLING", Optional.empty(), "10.0.0.1", port(7, "a")));
    ConfigPlan other =
        plan(slots, app("/sise").labels("0_PORT", "2").task("10.0.0.1", port(7, "a")));
    assertThat(one.mark()).isEqualTo(none.mark()).isEqualTo(drained.mark());
    assertThat(one.text()).isNotEqualTo(none.text()).isNotEqualTo(drained.text());
    assertThat(other.mark()).isNotEqualTo(one.mark());
    assertThat(ConfigPlanner.markIn("Pid: 1\ndescription: herald:" + one.mark() + "\n"))
        .hasValue(one.mark());
    assertThat(one.text()).contains("description herald:" + one.mark());
  }

  @Test
  void h22ATaskMoreIsAServerThatIsAddedAndMadeReady() {
    Slots slots = new Slots(10);
    ConfigPlan two = plan(slots, sise("0_PORT", "1"));
    ConfigPlan three = plan(slots, sise("0_PORT", "1").task("10.0.0.116", port(5, "http")));
    Map<String, RunningServer> running =
        BackendChanges.of(two.backends().get("sise_1"), Map.of()).after();
    BackendChanges changes = BackendChanges.of(three.backends().get("sise_1"), running);
    int id = server(three, "10_0_0_116_5").id();
    assertThat(changes.commands())
        .containsExactly(
            "add server sise_1/10_0_0_116_5 10.0.0.116:5 id " + id + " weight 1",
            "set server sise_1/10_0_0_116_5 state ready");
    assertThat(changes.leaving()).isEmpty();
    assertThat(three.mark()).as("no reload").isEqualTo(two.mark());
    assertThat(three.text()).contains("  server 10_0_0_116_5 10.0.0.116:5 ");
  }

  @Test
  void aNewHostOfAServiceChangesAMapAlone() {
    Slots slots = new Slots(10);
    ConfigPlan one = plan(slots, sise("0_PORT", "1", "0_VHOST", "a"));
    ConfigPlan two = plan(slots, sise("0_PORT", "1", "0_VHOST", "a,b"));
    assertThat(two.mark()).isEqualTo(one.mark());
    assertThat(two.hosts()).containsOnlyKeys("a", "b");
  }

  @Test
  void aTaskOfAStickyServiceKeepsItsSlotAndCookie() {
    Slots slots = new Slots(2);
    WebTasks sticky = sise("0_PORT", "1", "0_VHOST", "x", "0_STICKY", "true");
    ConfigPlan first = plan(slots, sticky);
    WebTasks more =
        sise("0_PORT", "1", "0_VHOST", "x", "0_STICKY", "true").task("10.0.0.116", port(5, "http"));
    ConfigPlan second = plan(slots, more);
    assertThat(second.mark()).isEqualTo(first.mark());
    ProxyServer filled = server(second, "slot_1");
    assertThat(filled.endpoint()).isEqualTo("10.0.0.116:5");
    assertThat(filled.enabled()).isTrue();

    Slots restarted = new Slots(2);
    Map<String, Map<String, RunningServer>> saved =
        ServerStates.parse(
            """
            1
            # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight \
            srv_iweight srv_time_since_last_change srv_check_status srv_check_result \
            srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id \
            srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr \
            srv_agent_port
            3 sise_1 10493 10_0_0_114_31747 10.0.0.114 2 0 1 1 29 1 0 2 0 0 0 1 - 31747 - 0 0 - - 0
            3 sise_1 7 10_0_0_115_29727 10.0.0.115 2 1 1 1 29 1 0 2 0 0 0 1 - 29727 - 0 0 - - 0
            3 sise_1 77 slot_1 10.0.0.116 2 4 5 5 12 1 0 0 0 0 0 1 - 5 - 0 0 - - 0
            3 sise_1 78 slot_2 0.0.0.0 0 5 1 1 12 1 0 0 0 0 0 1 - 1 - 0 0 - - 0
            """);
    assertThat(saved.get("sise_1").get("slot_1").maintenance()).isFalse();
    assertThat(saved.get("sise_1").get("slot_2").maintenance()).isTrue();
    restarted.learn(saved);
    ConfigPlan third = plan(restarted, more);
    assertThat(server(third, "slot_1").endpoint()).isEqualTo("10.0.0.116:5");
    assertThat(server(third, "slot_1").cookie()).isEqualTo(filled.cookie());
    assertThat(third.mark()).isEqualTo(second.mark());

    WebTasks many = sise("0_PORT", "1", "0_VHOST", "x", "0_STICKY", "true");
    for (int i = 0; i < 4; i++) {
      many.task("10.0.1." + i, port(5, "http"));
    }
    ConfigPlan grown = plan(restarted, many);
    assertThat(grown.mark()).isNotEqualTo(second.mark());
    assertThat(grown.backends().get("sise_1").servers()).hasSize(12);
    assertThat(server(grown, "10_0_0_114_31747").cookie()).hasValue("bbfcebcc4c");
  }

  private static ProxyServer server(ConfigPlan plan, String name) {
    return plan.backends().get("sise_1").servers().stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String maps(ConfigPlan plan) {
    StringBuilder text = new StringBuilder();
    plan.hosts().forEach((host, name) -> text.append("# host " + host + " " + name + "\n"));
    plan.apps().forEach((app, name) -> text.append("# app " + app + " " + name + "\n"));
    return text.toString();
  }

  private ConfigPlan plan(WebTasks... apps) {
    return plan(new Slots(10), apps);
  }

  private ConfigPlan plan(Slots slots, WebTasks... apps) {
    PlannedFiles files = new PlannedFiles(folder, slots);
    return files.plan(files.items(apps));
  }

  private Optional<String> faults(ConfigPlan plan) throws Exception {
    return new ConfigCheck(HaproxySettings.in(folder)).faults(plan);
  }
}
