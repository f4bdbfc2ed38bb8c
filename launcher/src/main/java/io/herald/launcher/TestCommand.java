package io.herald.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help; the shell launcher runs the tests, since they need the sources and Maven. */
@Command(
    name = "test",
    description = {
      "Runs all tests, in a checkout of the sources: mvn -B verify after the set-up.",
      "What follows is handed to Maven, for example: herald test -pl dns-server -am",
      "herald test --soak: instead the long runs under faults, about 10 minutes.",
      "herald test --packages: instead what herald package built, in a bare Debian; as root."
    },
    mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "MAVEN-ARGUMENT", hidden = true)
  private String[] mavenArguments = {};

  @Override
  public Integer call() {
    throw new CommandFailedException(
        "the tests need the sources: run ./herald test "
            + String.join(" ", mavenArguments).strip()
            + " in a checkout");
  }
}
