package io.herald.launcher;

import io.herald.minimesos.AgentView;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.MiniMesosSecurity;
import io.herald.minimesos.http.ServerTls;
import io.herald.runtime.failure.Reason;
import io.herald.settings.Parameter;
import io.herald.settings.ParameterTable;
import io.herald.settings.Range;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** mini-mesos on its own. */
@Command(
    name = "mesos",
    description = {
      "Runs a small Mesos master and its agents in this process, on the loopback address.",
      "They speak Mesos' own HTTP APIs and run tasks as processes of this machine, as you; for"
          + " trying things out, not for production."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class MesosCommand extends AnnotatedCommand {

  private static final Logger log = LoggerFactory.getLogger(MesosCommand.class);

  private static final Parameter<Integer> PORT =
      Parameter.ofFlag("port", ValueTypes.number(Range.PORTS), "the master's port; 0: any free one")
          .withDefault(5050);
  private static final Parameter<String> ZK =
      Parameter.ofFlag(
              "zk",
              ValueTypes.text("URL"),
              "zk://host:port/path to register the master at; if not given, it leads without"
                  + " ZooKeeper")
          .withLogin();
  private static final Parameter<Integer> AGENTS =
      Parameter.ofFlag(
              "agents",
              ValueTypes.number(new Range(0, Integer.MAX_VALUE)),
              "number of agents, which listen on free ports")
          .withDefault(1);
  private static final Parameter<List<String>> ATTRIBUTES =
      Parameter.ofFlag(
          "attributes",
          ValueTypes.repeated(ValueTypes.anyText("NAME:VALUE;…")),
          "the agents' attributes; given several times: of the first, second, …, and the last ones of"
              + " all after it");
  private static final Parameter<Path> WORK_DIR =
      Parameter.ofFlag(
              "work-dir",
              ValueTypes.file("DIR"),
              "folder for the agents' sandboxes; created if absent, kept at the end")
          .required();
  private static final Parameter<Path> CREDENTIALS =
      Parameter.ofFlag(
          "credentials",
          ValueTypes.file("FILE"),
          "file with lines of a principal, a blank and its secret, as mesos-master reads them: clients"
              + " of the master must log in as one of these");
  private static final Parameter<Boolean> AUTHENTICATE_HTTP_EXECUTORS =
      Parameter.ofFlag(
              "authenticate-http-executors",
              ValueTypes.onOff(),
              "require from executors the token that their agent gives them")
          .withDefault(false);
  private static final Parameter<Path> CERT_FILE =
      Parameter.ofFlag(
          "cert-file",
          ValueTypes.file("FILE"),
          "PEM file with a certificate; if given, master and agents speak https only");
  private static final Parameter<Path> KEY_FILE =
      Parameter.ofFlag("key-file", ValueTypes.file("FILE"), "PEM file with the key of --cert-file");

  static final ParameterTable TABLE =
      new ParameterTable(
          "mesos",
          List.of(
              PORT,
              ZK,
              AGENTS,
              ATTRIBUTES,
              WORK_DIR,
              CREDENTIALS,
              AUTHENTICATE_HTTP_EXECUTORS,
              CERT_FILE,
              KEY_FILE));

  @Spec private CommandSpec spec;

  /** The command with its flags. */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(new MesosCommand(), TABLE, environment);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Values values = judged(log::warn);
    CommandFlags.refuse(values);
    Path workDir = values.find(WORK_DIR).orElseThrow();
    CommandLog.started(spec, "work folder: " + workDir);
    MiniMesosOptions options =
        MiniMesosOptions.in(workDir)
            .withPort(values.get(PORT))
            .withAgents(values.get(AGENTS))
            .withSecurity(security(values))
            .withAgentAttributes(values.find(ATTRIBUTES).orElse(List.of()).toArray(String[]::new));
    MiniMesos mesos = MiniMesos.start(values.find(ZK).map(options::withZooKeeper).orElse(options));
    CommandLog.stopBySignal(spec, mesos::close);
    System.out.println("master " + mesos.httpUrl());
    for (AgentView agent : mesos.agents()) {
      System.out.println("agent  " + agent.id() + " http://127.0.0.1:" + agent.port());
    }
    System.out.println("Ctrl-C ends them and every task.");
    System.out.flush();
    new CountDownLatch(1).await(); // until a signal; the hook ends the cluster
    return 0;
  }

  private static MiniMesosSecurity security(Values values) {
    MiniMesosSecurity security = MiniMesosSecurity.NONE;
    Optional<Path> credentials = values.find(CREDENTIALS);
    if (credentials.isPresent()) {
      security = security.withLogins(secrets(credentials.get()));
    }
    if (values.get(AUTHENTICATE_HTTP_EXECUTORS)) {
      security = security.withExecutorTokens();
    }
    Optional<Path> certificate = values.find(CERT_FILE);
    Optional<Path> key = values.find(KEY_FILE);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "--cert-file and --key-file belong together; give both, or none for http");
    }
    return certificate.isEmpty()
        ? security
        : security.withTls(ServerTls.of(certificate.get(), key.orElseThrow()));
  }

  private static Map<String, String> secrets(Path file) {
    Map<String, String> secrets = new LinkedHashMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        String[] words = line.strip().split("\\s+", -1);
        if (words.length == 2) {
          secrets.put(words[0], words[1]);
        } else if (!line.isBlank()) {
          throw new IllegalArgumentException(
              "--credentials \""
                  + file
                  + "\", line "
                  + number
                  + ": write a principal, a blank and"
                  + " its secret");
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--credentials \"" + file + "\" can't be read: " + Reason.of(file, e), e);
    }
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException(
          "--credentials \"" + file + "\" is empty; write a principal, a blank and its secret");
    }
    return secrets;
  }
}
