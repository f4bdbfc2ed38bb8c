package io.herald.jobs.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of job files that are wrong: one line for each error, with file, line and field. */
class MalformedJobFilesTest {

  /** Eleven lines. */
  static final String MINIMAL =
      """
      cluster: devcluster
      role: www-data
      environment: prod
      name: hello
      ports: [http]
      task:
        processes:
          - name: hello
            cmdline: serve
        resources:
          {cpu: 0.1, ram: 64MB, disk: 64MB}
      """;

  static Stream<Arguments> added() {
    return Stream.of(
        arguments(
            "an unknown field",
            "instance: 2\n",
            "job.yaml:12: instance: unknown field; did you mean \"instances\"?"),
        arguments(
            "an unknown field of the announce block",
            "announce:\n  primary: http\n",
            "job.yaml:13: announce.primary: unknown field; known here: portmap, primary_port,"
                + " zk_path"),
        arguments(
            "a field given twice",
            "name: other\n",
            "job.yaml:12: name: it is given twice; remove one"),
        arguments(
            "statuses that are none, and no scheme",
            """
            health_check_config:
              health_checker:
                http:
                  port: http
                  expected_response_code: 6xx
                  scheme: tls
            """,
            "job.yaml:16: health_check_config.health_checker.http.expected_response_code: \"6xx\" is"
                + " not a status of HTTP; write 100 to 599, a class like 2xx, a range like 200-204,"
                + " several with commas, or 0 for any\n"
                + "job.yaml:17: health_check_config.health_checker.http.scheme: \"tls\" is unknown;"
                + " write http or https"),
        arguments(
            "an alias that points nowhere",
            "announce:\n  portmap:\n    aurora: http\n    web: htpp\n",
            "job.yaml:15: announce.portmap.web: the alias points nowhere: the job has no port"
                + " \"htpp\"; add it to ports, or take one of: http"),
        arguments(
            "an alias that leads back to itself (P5)",
            "announce:\n  portmap:\n    aurora: web\n    web: aurora\n",
            "job.yaml:14: announce.portmap.aurora: the alias leads back to itself (aurora → web →"
                + " aurora); let one of them be a port or a number\n"
                + "job.yaml:15: announce.portmap.web: the alias leads back to itself (web → aurora"
                + " → web); let one of them be a port or a number"),
        arguments(
            "labels of the task that others write",
            "labels: {org.apache.aurora.tier: preferred, io.herald.weight: 2, '': x}\n",
            "job.yaml:12: labels.: a label without a key stands here; give it one\n"
                + "job.yaml:12: labels.io.herald.weight: labels that begin with \"io.herald.\" are"
                + " Herald's; choose another key\n"
                + "job.yaml:12: labels.org.apache.aurora.tier: labels that begin with"
                + " \"org.apache.aurora.\" are made of metadata and tier; write it there"),
        arguments(
            "an alias given twice",
            "announce:\n  portmap: {aurora: http, aurora: http}\n",
            "job.yaml:13: announce.portmap.aurora: it is given twice; remove one"),
        arguments(
            "a static port out of range (P14)",
            "constraints: {dedicated: web}\nannounce:\n  portmap: {web: 99999}\n",
            "job.yaml:14: announce.portmap.web: port 99999 is out of range; write a number from 1"
                + " to 65535"),
        arguments(
            "a static port without agents of the job's own (R12)",
            "announce:\n  portmap: {web: 80}\n",
            "job.yaml:13: announce.portmap.web: a port with a fixed number needs agents of the"
                + " job's own; add constraints: {dedicated: …} or take the number from the offer"),
        arguments(
            "a limit, which nothing here keeps",
            "constraints: {rack: \"limit:1\"}\n",
            "job.yaml:12: constraints.rack: \"limit:1\" is not supported; instances are spread over the agents anyway. Leave it out, or write the values that the attribute"
                + " may have"),
        arguments(
            "a port number with a fraction (P13)",
            "announce:\n  portmap: {web: 80.5}\n",
            "job.yaml:13: announce.portmap.web: the number 80.5 stands where a text is expected;"
                + " put it in quotes"),
        arguments(
            "a port name that is no text (P13)",
            "announce:\n  portmap: {80: http}\n",
            "job.yaml:13: announce.portmap: the key 80 is not a text; put it in quotes"),
        arguments(
            "a primary port that the job hasn't",
            "announce:\n  primary_port: thrift\n  portmap: {}\n",
            "job.yaml:13: announce.primary_port: the job has no port \"thrift\"; add it to ports,"
                + " or take one of: http"),
        arguments(
            "a ServerSet path that is none",
            "announce:\n  zk_path: services/hello\n",
            "job.yaml:13: announce.zk_path: \"services/hello\" is not a path in ZooKeeper; write"
                + " one like /a/b"),
        arguments(
            "a health check on a port that the job hasn't",
            "health_check_config:\n  health_checker:\n    http:\n      port: admin\n",
            "job.yaml:15: health_check_config.health_checker.http.port: the job has no port"
                + " \"admin\"; add it to ports, or take one of: http"),
        arguments(
            "a health check that names no port, in a job without a port named health",
            "health_check_config:\n  health_checker:\n    http: {endpoint: /status}\n",
            "job.yaml:14: health_check_config.health_checker.http: the job has no port \"health\""
                + " to ask; name the port here, as port: …"),
        arguments(
            "two checkers",
            "health_check_config:\n  health_checker: {tcp: {port: http}, shell: {shell_command: x}}\n",
            "job.yaml:13: health_check_config.health_checker: more than one of http, tcp and shell"
                + " stands here; leave one"),
        arguments(
            "an unknown checker",
            "health_check_config:\n  health_checker: {grpc: {}}\n",
            "job.yaml:13: health_check_config.health_checker.grpc: unknown field; known here: http,"
                + " shell, tcp"),
        arguments(
            "negative times",
            """
            health_check_config:
              health_checker: {tcp: {port: http}}
              initial_interval_secs: -1
              interval_secs: 0
            """,
            "job.yaml:14: health_check_config.initial_interval_secs: -1.0 is too small; write"
                + " seconds, 0 or more\n"
                + "job.yaml:15: health_check_config.interval_secs: 0.0 is too small; write"
                + " seconds, more than 0"),
        arguments(
            "a text for a number",
            "instances: two\n",
            "job.yaml:12: instances: the text \"two\" stands here; write a whole number"),
        arguments(
            "a number in quotes",
            "instances: \"2\"\n",
            "job.yaml:12: instances: the text \"2\" stands here; write a whole number"),
        arguments(
            "a number past all numbers",
            "instances: 99999999999\n",
            "job.yaml:12: instances: 99999999999 is too large; write less"),
        arguments(
            "no instances",
            "instances: 0\n",
            "job.yaml:12: instances: 0 is too small; write 1 or more"),
        arguments(
            "yes for true",
            "service: yes\n",
            "job.yaml:12: service: the text \"yes\" stands here; write true or false"),
        arguments(
            "a text for a mapping",
            "announce: http\n",
            "job.yaml:12: announce: the text \"http\" stands here; write a mapping (name: value)"),
        arguments(
            "a field of Aurora's that nothing acts on",
            "update_config: {}\npriority: 5\n",
            "job.yaml:12: update_config: Aurora has this field, but nothing here acts on it; leave"
                + " it out\n"
                + "job.yaml:13: priority: the number 5 has no effect here, only Aurora's default"
                + " \"0\" is taken; leave the field out"),
        arguments(
            "shutdown over HTTP at no path, after no time",
            "lifecycle:\n  http: {port: http, shutdown_endpoint: x,"
                + " graceful_shutdown_wait_secs: -1}\n",
            "job.yaml:13: lifecycle.http.graceful_shutdown_wait_secs: -1.0 is too small; write"
                + " seconds, 0 or more\n"
                + "job.yaml:13: lifecycle.http.shutdown_endpoint: \"x\" is not a path; write one"
                + " like /health"),
        arguments(
            "what nobody can be told",
            """
            discovery:
              weight: -1
              labels: {'': x, io.herald.static: y}
            metadata: {io.herald.weight: 2}
            """,
            "job.yaml:13: discovery.weight: -1.0 is not a weight; write a number above 0\n"
                + "job.yaml:14: discovery.labels.: a label without a key stands here; give it one\n"
                + "job.yaml:14: discovery.labels.io.herald.static: labels that begin with"
                + " \"io.herald.\" are Herald's; choose another key\n"
                + "job.yaml:15: metadata.io.herald.weight: only Aurora's jobs use this; write it in the discovery block, or at the port"),
        arguments(
            "a visibility that Mesos doesn't know",
            "discovery: {visibility: all, wieght: 2}\n",
            "job.yaml:12: discovery.visibility: \"all\" is unknown; write framework, cluster or"
                + " external\n"
                + "job.yaml:12: discovery.wieght: unknown field; did you mean \"weight\"?"),
        arguments(
            "an anchor",
            "metadata: &a {x: y}\n",
            "job.yaml:12: an anchor (&) is not read in job files; write the value out, or quote"
                + " it"),
        arguments(
            "an alias of YAML's",
            "metadata: *a\n",
            "job.yaml:12: an alias (*) is not read in job files; write the value out, or quote"
                + " it"),
        arguments(
            "a tag",
            "tier: !!str x\n",
            "job.yaml:12: a tag (!) is not read in job files; write the value out, or quote it"),
        arguments(
            "a second document",
            "---\nname: x\n",
            "job.yaml:12: a second document begins here; write one job per file"),
        arguments(
            "a key that is a list",
            "[a, b]: c\n",
            "job.yaml:12: a list can't be a key; write a name"),
        arguments(
            "broken YAML",
            "announce: {primary_port: http\n",
            "job.yaml:13: this is not YAML: expected ',' or '}', but got <stream end>; look at"
                + " indentation and quotes"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("added")
  void aLineTooMuchIsTold(String what, String lines, String expected) {
    assertThatThrownBy(() -> JobFiles.parse("job.yaml", MINIMAL + lines))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(expected);
  }

  static Stream<Arguments> replaced() {
    return Stream.of(
        arguments(
            "a port name given twice",
            "[http]",
            "[http, http]",
            "job.yaml:5: ports[1]: the port \"http\" is given twice; remove one"),
        arguments(
            "an unknown protocol",
            "[http]",
            "[{name: http, protocol: sctp}]",
            "job.yaml:5: ports[0].protocol: \"sctp\" is not a protocol; write tcp or udp"),
        arguments(
            "a port without a name",
            "[http]",
            "[{protocol: udp}]",
            "job.yaml:5: ports[0].name: it is missing; add it"),
        arguments(
            "a port name that is none",
            "[http]",
            "[my port]",
            "job.yaml:5: ports[0]: \"my port\" has other characters than letters, digits, \"_\","
                + " \"-\" and \".\"; leave them out"),
        arguments(
            "a missing field", "role: www-data\n", "", "job.yaml:1: role: it is missing; add it"),
        arguments(
            "an empty field", "www-data", "", "job.yaml:2: role: it is empty; give it a value"),
        arguments(
            "a name that is no identifier",
            "name: hello\nports",
            "name: hello world\nports",
            "job.yaml:4: name: \"hello world\" has other characters than letters, digits, \"_\","
                + " \"-\" and \".\"; leave them out"),
        arguments(
            "a truth value for a name",
            "name: hello\nports",
            "name: true\nports",
            "job.yaml:4: name: the truth value true stands where a text is expected; put it in"
                + " quotes"),
        arguments(
            "an unbound name in the command",
            "cmdline: serve",
            "cmdline: serve {{mesos.host}}",
            "job.yaml:9: task.processes[0].cmdline: unknown variable {{mesos.host}}; known are thermos.ports[NAME], cluster, environment, mesos.hostname, mesos.instance, name,"
                + " role, thermos.task_id, thermos.user"),
        arguments(
            "a template in a template (R13)",
            "cmdline: serve",
            "cmdline: \"{{hello[{{thermos.ports[http]}}]}}\"",
            "job.yaml:9: task.processes[0].cmdline: one template stands in another at"
                + " \"{{hello[{{thermos.ports[http]}}\"; write the inner one out"),
        arguments(
            "no process",
            "processes:\n    - name: hello\n      cmdline: serve",
            "processes: []",
            "job.yaml:7: task.processes: 0 processes stand here, and a task runs one; start the"
                + " others in its cmdline"),
        arguments(
            "a missing resource",
            "cpu: 0.1, ",
            "",
            "job.yaml:11: task.resources.cpu: it is missing; add it"),
        arguments(
            "an amount that is none",
            "ram: 64MB",
            "ram: lots",
            "job.yaml:11: task.resources.ram: \"lots\" is not an amount of bytes; write 67108864"
                + " or 64MB"),
        arguments(
            "no processor",
            "cpu: 0.1",
            "cpu: 0",
            "job.yaml:11: task.resources.cpu: 0.0 is not a number of CPUs; write one above 0, such as 0.1"),
        arguments(
            "several errors, in the order of the file",
            "name: hello\nports: [http]",
            "nam: hello\nports: http",
            """
            job.yaml:1: name: it is missing; add it
            job.yaml:4: nam: unknown field; did you mean "name"?
            job.yaml:5: ports: the text "http" stands here; write a list\
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("replaced")
  void aLineThatIsWrongIsTold(String what, String right, String wrong, String expected) {
    assertThat(MINIMAL).contains(right);

    assertThatThrownBy(() -> JobFiles.parse("job.yaml", MINIMAL.replace(right, wrong)))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(expected);
  }

  static Stream<Arguments> whole() {
    return Stream.of(
        arguments(
            "job.yaml",
            "",
            "job.yaml:1: nothing stands here; write a mapping with cluster, role, name, task, …"),
        arguments(
            "job.json",
            "  ",
            "job.json:1: nothing stands here; write a mapping with cluster, role, name, task, …"),
        arguments(
            "job.yaml",
            "- a\n",
            "job.yaml:1: a list stands here; write a mapping with cluster, role, name, task, …"),
        arguments(
            "job.json", "{} {}", "job.json:1: a second value begins here; write one job per file"),
        arguments(
            "job.yaml",
            "a: \u0007\n",
            "job.yaml:1: the character U+0007 is not allowed in YAML; remove it"));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("whole")
  void aFileThatIsNoJobAtAllIsTold(String file, String text, String expected) {
    assertThatThrownBy(() -> JobFiles.parse(file, text))
        .isInstanceOf(JobFormatException.class)
        .hasMessage(expected);
  }

  @Test
  void jsonHasLinesToo() {
    String json = "{\"cluster\": \"c\", \"role\": \"r\",\n \"environment\": \"e\",\n \"nme\": 1}";

    assertThatThrownBy(() -> JobFiles.parse("job.json", json))
        .isInstanceOf(JobFormatException.class)
        .hasMessageContaining("job.json:3: nme: unknown field; did you mean \"name\"?")
        .hasMessageContaining("job.json:1: task: it is missing; add it");
  }

  @Test
  void brokenJsonIsTold() {
    assertThatThrownBy(() -> JobFiles.parse("job.json", "{\n\"a\": }"))
        .isInstanceOf(JobFormatException.class)
        .hasMessageStartingWith("job.json:2:6: this is not JSON: expected a value: a text in");
  }

  /** Damaged anywhere, a file is either still a job or refused with lines; never anything else. */
  @Test
  void whateverIsDamagedTheAnswerIsAnErrorWithALine() {
    long seed = 20261122L;
    Random random = new Random(seed);
    String alphabet = "{}[]:,\"'&*!#- \n\tax0.";
    String good = MINIMAL + "announce: {portmap: {aurora: http}}\nlifecycle: {drain_secs: 1}\n";
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder(good);
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        char with = alphabet.charAt(random.nextInt(alphabet.length()));
        text.setCharAt(random.nextInt(text.length()), with);
      }
      String file = random.nextInt(4) == 0 ? "job.json" : "job.yaml";
      try {
        JobFiles.parse(file, text.toString());
      } catch (JobFormatException e) {
        assertThat(e)
            .as("seed " + seed + ", round " + round + ":\n" + text)
            .extracting(JobFormatException::errors, InstanceOfAssertFactories.list(String.class))
            .isNotEmpty()
            .allMatch(error -> error.matches("(?s)job\\.(yaml|json):[1-9]\\d*(:[1-9]\\d*)?: .+"));
      }
    }
  }
}
