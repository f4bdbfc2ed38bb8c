package io.herald.launcher;

import io.herald.minimesos.AgentView;
import io.herald.minimesos.MiniMesos;
import io.herald.minimesos.MiniMesosOptions;
import io.herald.minimesos.MiniMesosSecurity;
import io.herald.minimesos.http.ServerTls;
import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
final class MesosCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5050",
      description = "The master's port; 0: any free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--zk",
      paramLabel = "URL",
      description =
          "zk://host:port/path to register the master at. Not given: it leads without ZooKeeper.")
  private @Nullable String zk;

  @Option(
      names = "--agents",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of agents (default: ${DEFAULT-VALUE}).")
  private int agents;

  @Option(
      names = "--attributes",
      paramLabel = "NAME:VALUE;…",
      description = "The agents' attributes; if given several times, each is one agent's.")
  private List<String> attributes = List.of();

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the agents' sandboxes; created if absent, kept at the end.")
  private Path workDir = Path.of("");

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "Lines of a principal, a blank and its secret, as mesos-master reads them: clients of the"
              + " master must log in as one of these.")
  private @Nullable Path credentials;

  @Option(
      names = "--authenticate-http-executors",
      description = "Require from executors the token that their agent gives them.")
  private boolean executorTokens;

  @Option(
      names = "--cert-file",
      paramLabel = "FILE",
      description = "PEM file with a certificate; if given, master and agents speak https.")
  private @Nullable Path certificate;

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "PEM file with the key of --cert-file.")
  private @Nullable Path key;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLog.started(spec, "work folder: " + workDir);
    MiniMesosOptions options =
        MiniMesosOptions.in(workDir)
            .withPort(port)
            .withAgents(agents)
            .withSecurity(security())
            .withAgentAttributes(attributes.toArray(new String[0]));
    MiniMesos mesos = MiniMesos.start(zk == null ? options : options.withZooKeeper(zk));
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

  private MiniMesosSecurity security() {
    MiniMesosSecurity security = MiniMesosSecurity.NONE;
    if (credentials != null) {
      security = security.withLogins(secrets(credentials));
    }
    if (executorTokens) {
      security = security.withExecutorTokens();
    }
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "--cert-file and --key-file belong together; give both, or none for http");
    }
    return certificate == null || key == null
        ? security
        : security.withTls(ServerTls.of(certificate, key));
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
