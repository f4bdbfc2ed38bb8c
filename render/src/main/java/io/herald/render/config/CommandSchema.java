package io.herald.render.config;

import io.herald.render.command.FileCommand;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import io.herald.settings.document.SyntaxNode.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a command stands in a configuration: a list of words, or a mapping of {@code command}, {@code
 * shell}, {@code timeout_secs} and, for a check, {@code around}.
 */
final class CommandSchema {

  static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
  static final Duration RELOAD_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration LONGEST = Duration.ofHours(1);
  private static final String COMMAND = "command";
  private static final String AROUND = "around";

  /** A command as it was read. */
  record Read(FileCommand command, Optional<String> around) {}

  private CommandSchema() {}

  /**
   * The command of that field; empty if there is none, or something is wrong with it.
   *
   * @param check whether it judges a file, and so has to name it
   */
  static Optional<Read> read(Fields fields, String name, Duration timeout, boolean check) {
    Optional<SyntaxNode> node = fields.node(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof Sequence) {
      return words(fields, name)
          .flatMap(words -> command(fields, name, words, false, timeout, Optional.empty(), check));
    }
    if (!(node.get() instanceof Mapping)) {
      fields.error(
          name,
          node.get(),
          node.get().description()
              + " stands here; write a list of words, [program, argument], or a mapping with"
              + " command and shell: true for a shell's command");
      return Optional.empty();
    }
    Optional<Fields> mapping = fields.mapping(name);
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    try (Fields inside = mapping.get()) {
      boolean shell = inside.truth("shell", false);
      Duration longest = inside.seconds("timeout_secs", timeout);
      if (longest.toMillis() < 1 || longest.compareTo(LONGEST) > 0) {
        inside.error("timeout_secs", "it must be above 0 and at most 3600 seconds");
        longest = timeout;
      }
      Optional<String> around = check ? inside.text(AROUND) : Optional.empty();
      around
          .filter(text -> !text.contains("{file}"))
          .ifPresent(
              text -> inside.error(AROUND, "it doesn't include the new file; write {file} in it"));
      inside.require(COMMAND);
      Optional<List<String>> words =
          shell ? inside.text(COMMAND).map(List::of) : words(inside, COMMAND);
      Duration limit = longest;
      return words.flatMap(of -> command(inside, COMMAND, of, shell, limit, around, check));
    }
  }

  private static Optional<List<String>> words(Fields fields, String name) {
    Optional<SyntaxNode> node = fields.node(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (!(node.get() instanceof Sequence sequence)) {
      fields.error(
          name,
          node.get(),
          node.get().description()
              + " stands here; write a list of words, [program, argument], or shell: true for a"
              + " shell's command");
      return Optional.empty();
    }
    List<String> words = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      fields
          .text(fields.field(name) + "[" + i + "]", sequence.items().get(i))
          .ifPresent(words::add);
    }
    if (words.isEmpty() || words.get(0).isEmpty()) {
      fields.error(name, "a program is missing; write a list of words, [program, argument]");
      return Optional.empty();
    }
    return Optional.of(words);
  }

  private static Optional<Read> command(
      Fields fields,
      String name,
      List<String> words,
      boolean shell,
      Duration timeout,
      Optional<String> around,
      boolean check) {
    if (around.isEmpty() && words.stream().anyMatch(word -> word.contains("{around}"))) {
      fields.error(name, "it names {around}, and there is no around; add it beside the command");
      return Optional.empty();
    }
    if (check && words.stream().noneMatch(word -> names(word, around.isPresent(), shell))) {
      fields.error(
          name,
          around.isPresent()
              ? "it doesn't name the file around the new one; write {around} among its words"
              : "it doesn't name the new file, and would judge the old one; write {file} among its"
                  + " words");
      return Optional.empty();
    }
    return Optional.of(new Read(new FileCommand(words, shell, timeout), around));
  }

  private static boolean names(String word, boolean around, boolean shell) {
    String place = around ? AROUND : "file";
    return word.contains("{" + place + "}")
        || (shell && word.contains(around ? "$HERALD_AROUND" : "$HERALD_FILE"));
  }
}
