package io.herald.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.failure.Reason;
import io.herald.runtime.threads.ExitOnFatalError;
import io.herald.runtime.threads.Fatal;
import io.herald.runtime.tls.TlsWhenNeeded;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/**
 * Herald's main.
 *
 * <p>Exit codes: 0 done, 1 it failed, 2 the command line is wrong, 3 the JVM has no memory or
 * threads left.
 */
public final class Herald implements Callable<Integer> {

  private static final Set<String> VERSION_FLAGS = Set.of("--version", "-V");

  /** Bytes; less than the logging and the flags take. */
  private static final int ROOM = 1 << 19;

  // Not by annotations: reading them takes a twentieth of the CPU of an executor's start.
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private final OptionSpec logFormat =
      OptionSpec.builder("--log-format")
          .paramLabel("FORMAT")
          .scopeType(ScopeType.INHERIT)
          .type(LogSettings.Format.class)
          .converters(new LogSettings.FormatConverter())
          .description(
              "How log lines are written to standard error: text, or json, one object a line"
                  + " (default: text; HERALD_LOG_FORMAT sets it for all commands, HERALD_LOG_LEVEL"
                  + " the least level).")
          .build();

  private Herald() {
    spec.name("herald").versionProvider(new Version());
    HelpFlags.addTo(spec).addOption(logFormat);
    spec.usageMessage()
        .description("Service discovery for Apache Mesos.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "Each command explains itself: herald COMMAND --help.",
            "Every option --some-name of a command can also be set in the environment, as"
                + " HERALD_<COMMAND>_SOME_NAME. A flag beats the environment, the environment beats"
                + " a file.",
            "Spellings of Aurora and Mesos-DNS work too: one dash, underscores, =true.");
  }

  public static void main(String[] args) {
    main(HeraldCommands.ALL, args);
  }

  static void main(HeraldCommands commands, String... args) {
    ExitOnFatalError.install();
    TlsWhenNeeded.install();
    JavaLogging.install();
    // A TLS 1.2 client that begins its handshake again and again costs us more than itself.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    Application.useOwnNativeLibraries();
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    String[] canonical = FlagSpelling.canonical(args);
    if (canonical.length == 1 && VERSION_FLAGS.contains(canonical[0])) {
      // Asked by every script and health check; reading our own annotations would cost half of it.
      System.out.println(Version.line());
      System.exit(ExitCode.OK);
    }
    runPlainExecutor(List.of(canonical)).ifPresent(System::exit);
    CommandLine commandLine =
        commandLine(commands, List.of(canonical), System.getenv())
            .setOut(new PrintWriter(System.out, true, UTF_8))
            .setErr(new PrintWriter(System.err, true, UTF_8));
    System.exit(run(commandLine, canonical));
  }

  /** One runs beside every task: it is there before picocli would be. */
  private static Optional<Integer> runPlainExecutor(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.get(0).equals("executor")) {
      return Optional.empty();
    }
    try {
      int unused = room();
      return ExecutorCommand.runPlain(arguments.subList(1, arguments.size()), System.getenv());
    } catch (Exception e) {
      return Optional.of(
          explain(e, ExecutorCommand.NAME, new PrintWriter(System.err, true, UTF_8)));
    } catch (Error e) {
      return Optional.of(unexpected(e));
    }
  }

  /**
   * Fails where there is no memory for a start, and not in the middle of a library that would take
   * that for a fault of its own: SLF4J goes on without a log then.
   */
  private static int room() {
    return new byte[ROOM].length;
  }

  private static int run(CommandLine commandLine, String[] args) {
    try {
      return commandLine.execute(args);
    } catch (Error e) { // picocli hands on exceptions alone; the process must not stay without main
      return unexpected(e);
    }
  }

  private static int unexpected(Error failure) {
    Fatal.escalate(failure);
    log().error("unexpected failure, please report it", failure);
    return ExitCode.SOFTWARE;
  }

  /** Names and members hold any character; a C locale would make question marks of them. */
  private static PrintStream utf8(FileDescriptor target) {
    return new PrintStream(new BufferedOutputStream(new FileOutputStream(target)), true, UTF_8);
  }

  /** The whole command tree; {@code environment} gives the options' defaults. */
  public static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(HeraldCommands.ALL, List.of(), environment);
  }

  /** Of these commands, those that the arguments may mean. */
  static CommandLine commandLine(
      HeraldCommands commands, List<String> arguments, Map<String, String> environment) {
    CommandLine commandLine = new CommandLine(new Herald().spec);
    for (String name : commands.meantBy(arguments)) {
      commandLine.addSubcommand(name, HeraldCommands.make(name, environment, arguments));
    }
    commandLine
        // An argument @x behind -- belongs to the command that is run.
        .setExpandAtFiles(false)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) ->
                explain(failure, command.getCommandSpec().qualifiedName(), command.getErr()));
    commandLine.setParameterExceptionHandler(
        (failure, args) -> UsageErrors.explain(List.of(failure), List.of()));
    Herald herald = commandLine.getCommand();
    commandLine.setExecutionStrategy(parsed -> herald.runOrExplain(parsed, environment));
    withVersion(commandLine);
    collectErrors(commandLine);
    return commandLine;
  }

  /** The same version for every command, however deep. */
  private static void withVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Herald::withVersion);
  }

  /** They are read to the end whatever is wrong, so that every mistake is reported. */
  private static void collectErrors(CommandLine command) {
    if (command.getCommand() instanceof TableCommand) {
      command.getCommandSpec().parser().collectErrors(true);
    }
    command.getSubcommands().values().forEach(Herald::collectErrors);
  }

  private void applyLogSettings(CommandLine.ParseResult parsed, Map<String, String> environment) {
    try {
      LogSettings.apply(
          Optional.ofNullable(logFormat.getValue()), variablesOf(parsed), environment);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(lastOf(parsed), e.getMessage(), e);
    }
  }

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  private int runOrExplain(ParseResult parsed, Map<String, String> environment) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    applyLogSettings(parsed, environment);
    List<ParameterException> mistakes =
        parsed.asCommandLineList().stream()
            .flatMap(command -> command.getParseResult().errors().stream())
            .filter(ParameterException.class::isInstance)
            .map(ParameterException.class::cast)
            .toList();
    return mistakes.isEmpty()
        ? new RunLast().execute(parsed)
        : UsageErrors.explain(mistakes, problemsOfFlags(parsed));
  }

  private static List<String> problemsOfFlags(ParseResult parsed) {
    return lastOf(parsed).getCommand() instanceof TableCommand command
        ? command.flags().problems()
        : List.of();
  }

  private static CommandLine lastOf(ParseResult parsed) {
    List<CommandLine> commands = parsed.asCommandLineList();
    return commands.get(commands.size() - 1);
  }

  /** How the variables of the command that runs begin: {@code HERALD_DNS_}. */
  private static String variablesOf(ParseResult parsed) {
    String name = lastOf(parsed).getCommandSpec().qualifiedName("_");
    return name.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
  }

  /**
   * What is wrong with the user's input or surroundings is a sentence; anything else is our bug.
   */
  private static int explain(Exception failure, String name, PrintWriter err) {
    if (failure instanceof IllegalArgumentException) {
      err.println(name + ": " + failure.getMessage());
      return ExitCode.USAGE;
    }
    if (failure instanceof CommandFailedException || failure instanceof java.io.IOException) {
      err.println(name + ": " + sentence(failure));
      log().debug("{} failed", name, failure);
      return ExitCode.SOFTWARE;
    }
    err.println(name + ": unexpected failure, please report it: " + failure);
    log().error("{} failed", name, failure);
    return ExitCode.SOFTWARE;
  }

  /** The message of a file's error would be its path alone. */
  private static String sentence(Exception failure) {
    return failure instanceof FileSystemException file
        ? file.getFile() + ": " + Reason.of(file)
        : Reason.of(failure);
  }

  /** The logging is set up by the first logger; {@code --help} does without. */
  private static Logger log() {
    return LoggerFactory.getLogger(Herald.class);
  }
}
