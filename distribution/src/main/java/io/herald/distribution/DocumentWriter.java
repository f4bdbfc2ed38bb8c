package io.herald.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.launcher.Herald;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Writes manual pages and completions below a folder, where {@code /usr/share} has them. Arguments:
 * the folder, the version, and the pages' date in seconds since 1970.
 */
public final class DocumentWriter {

  private DocumentWriter() {}

  public static void main(String[] args) throws IOException {
    LocalDate date =
        LocalDate.ofInstant(Instant.ofEpochSecond(Long.parseLong(args[2])), ZoneOffset.UTC);
    write(Path.of(args[0]), visible(Herald.commandLine(Map.of())), args[1], date);
  }

  /** Writes all documents of a command line. */
  static void write(Path share, CommandLine herald, String version, LocalDate date)
      throws IOException {
    writePages(share.resolve("man/man1"), herald, version, date);
    write(share.resolve("bash-completion/completions/herald"), BashCompletion.of(herald));
    write(share.resolve("zsh/vendor-completions/_herald"), ZshCompletion.of(herald));
    write(share.resolve("fish/vendor_completions.d/herald.fish"), FishCompletion.of(herald));
  }

  private static void writePages(Path folder, CommandLine command, String version, LocalDate date)
      throws IOException {
    write(folder.resolve(ManualPage.name(command) + ".1"), ManualPage.of(command, version, date));
    for (CommandLine sub : Shown.commands(command)) {
      writePages(folder, sub, version, date);
    }
  }

  /** The same command line without what no help shows: spellings that are only taken. */
  static CommandLine visible(CommandLine command) {
    List<OptionSpec> hidden =
        command.getCommandSpec().options().stream().filter(OptionSpec::hidden).toList();
    hidden.forEach(command.getCommandSpec()::remove);
    command.getSubcommands().values().forEach(DocumentWriter::visible);
    return command;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
  }
}
