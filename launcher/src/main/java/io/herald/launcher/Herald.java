package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Herald's main.
 *
 * <p>Exit codes: 0 done, 1 it failed, 2 the command line is wrong.
 */
@Command(
    name = "herald",
    description = "Service discovery for Apache Mesos.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Each command explains itself: herald COMMAND --help.",
      "Every option --some-name of a command can also be set in the environment, as"
          + " HERALD_<COMMAND>_SOME_NAME. A flag beats the environment, the environment beats a file.",
      "Spellings of Aurora and Mesos-DNS work too: one dash, underscores, =true."
    })
public final class Herald implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(Herald.class);

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    // A TLS 1.2 client that begins its handshake again and again costs us more than itself.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    CommandLine commandLine =
        commandLine(System.getenv())
            .setOut(new PrintWriter(System.out, true, UTF_8))
            .setErr(new PrintWriter(System.err, true, UTF_8));
    System.exit(commandLine.execute(FlagSpelling.canonical(args)));
  }

  /** Names and members hold any character; a C locale would make question marks of them. */
  private static PrintStream utf8(FileDescriptor target) {
    return new PrintStream(new BufferedOutputStream(new FileOutputStream(target)), true, UTF_8);
  }

  /** The whole command tree; {@code environment} gives the options' defaults. */
  static CommandLine commandLine(Map<String, String> environment) {
    CommandLine commandLine =
        new CommandLine(new Herald())
            .addSubcommand(new DemoCommand())
            .addSubcommand(DnsCommand.commandLine(environment))
            .addSubcommand(new SchedulerCommand())
            .addSubcommand(new InspectCommand())
            .addSubcommand(new ExecutorCommand())
            .addSubcommand(new AnnounceCommand())
            .addSubcommand(new ServersetCommand())
            .addSubcommand(new MesosCommand())
            .addSubcommand(new TestCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            // An argument @x behind -- belongs to the command that is run.
            .setExpandAtFiles(false)
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    Numbers.register(commandLine);
    commandLine.setParameterExceptionHandler((failure, args) -> explainUsage(List.of(failure)));
    commandLine.setExecutionStrategy(Herald::runOrExplain);
    for (String name : List.of("scheduler", "inspect", "announce")) {
      // Read to the end whatever is wrong, so that every mistake is told.
      commandLine.getSubcommands().get(name).getCommandSpec().parser().collectErrors(true);
    }
    EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
    commandLine.getSubcommands().values().stream()
        // The DNS server's configuration reads the environment itself, to say where a value is
        // from.
        .filter(command -> !command.getCommandName().equals("dns"))
        .forEach(command -> command.setDefaultValueProvider(defaults));
    return commandLine;
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private static int runOrExplain(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    List<ParameterException> mistakes =
        parsed.asCommandLineList().stream()
            .flatMap(command -> command.getParseResult().errors().stream())
            .filter(ParameterException.class::isInstance)
            .map(ParameterException.class::cast)
            .toList();
    return mistakes.isEmpty() ? new RunLast().execute(parsed) : explainUsage(mistakes);
  }

  /** A line for each thing that is wrong, one for where to look; not the whole help. */
  private static int explainUsage(List<ParameterException> mistakes) {
    CommandLine command = mistakes.get(0).getCommandLine();
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    for (ParameterException mistake : mistakes) {
      err.println(name + ": " + mistake.getMessage());
      CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
    }
    err.println("What it takes: " + name + " --help");
    return ExitCode.USAGE;
  }

  /**
   * What is wrong with the user's input or surroundings is a sentence; anything else is our bug.
   */
  private static int explain(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    if (failure instanceof IllegalArgumentException) {
      err.println(name + ": " + failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof CommandFailedException || failure instanceof java.io.IOException) {
      err.println(name + ": " + failure.getMessage());
      log.debug("{} failed", name, failure);
      return ExitCode.SOFTWARE;
    }
    err.println(name + ": unexpected failure, please report it: " + failure);
    log.error("{} failed", name, failure);
    return ExitCode.SOFTWARE;
  }
}
