package io.herald.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help; the shell launcher builds the packages, since that needs the sources. */
@Command(
    name = "package",
    description = {
      "Builds what is installed, in a checkout of the sources: archives and a .deb in target/dist.",
      "What follows is handed to Maven."
    },
    mixinStandardHelpOptions = true)
final class PackageCommand implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "MAVEN-ARGUMENT", hidden = true)
  private String[] mavenArguments = {};

  @Override
  public Integer call() {
    throw new CommandFailedException(
        "packages are built from the sources: run ./herald package "
            + String.join(" ", mavenArguments).strip()
            + " in a checkout");
  }
}
