package io.herald.launcher;

import java.util.List;
import java.util.Map;

/**
 * The commands by name, in the order of the help. Each is made, and its classes are loaded, when it
 * is asked for: a start pays for the command that it runs and for no other.
 *
 * @param names of those that there are
 */
record HeraldCommands(List<String> names) {

  /** All commands. */
  static final HeraldCommands ALL =
      new HeraldCommands(
          List.of(
              "demo",
              "dns",
              "render",
              "lb",
              "publish",
              "scheduler",
              "inspect",
              "executor",
              "announce",
              "serverset",
              "mesos",
              "package",
              "test"));

  /** What a machine that runs tasks needs: the executor's package has these alone. */
  static final HeraldCommands OF_AGENTS =
      new HeraldCommands(List.of("executor", "announce", "serverset"));

  /**
   * Those that a command line may mean: the one that it begins with; all of them where it begins
   * otherwise (the help, an unknown word, a flag before the command).
   */
  List<String> meantBy(List<String> arguments) {
    return !arguments.isEmpty() && names.contains(arguments.get(0))
        ? List.of(arguments.get(0))
        : names;
  }

  /**
   * The command that a command line begins with, without such parts of it as that line can't mean;
   * else as {@link #make(String, Map)} has it.
   */
  static Object make(String name, Map<String, String> environment, List<String> arguments) {
    return name.equals("dns") && arguments.indexOf(name) == 0
        ? DnsCommand.commandLine(environment, arguments)
        : make(name, environment);
  }

  /** The command of that name, as picocli takes it; {@code environment} gives defaults. */
  static Object make(String name, Map<String, String> environment) {
    return switch (name) {
      case "demo" -> DemoCommand.commandLine(environment);
      case "dns" -> DnsCommand.commandLine(environment);
      case "render" -> RenderCommand.commandLine(environment);
      case "lb" -> LbCommand.commandLine(environment);
      case "publish" -> PublishCommand.commandLine(environment);
      case "scheduler" -> SchedulerCommand.commandLine(environment);
      case "inspect" -> InspectCommand.commandLine(environment);
      case "executor" -> ExecutorCommand.commandLine(environment);
      case "announce" -> AnnounceCommand.commandLine(environment);
      case "serverset" -> ServersetCommand.commandLine(environment);
      case "mesos" -> MesosCommand.commandLine(environment);
      case "package" -> new PackageCommand();
      case "test" -> new TestCommand();
      default -> throw new IllegalArgumentException("there is no command " + name);
    };
  }
}
