package io.herald.render.config;

import static java.util.Objects.requireNonNull;

import io.herald.render.command.FileCommand;
import io.herald.render.template.FileTemplate;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One file to render.
 *
 * @param target absolute path
 * @param queries at least one, in the order of the template's {@code queries}
 * @param values the operator's own texts for the template
 * @param placeholder host and port of what stands for no instance, {@code 127.0.0.1:1}
 * @param mode of the file if it doesn't exist yet; one that exists keeps its own
 * @param check judges the new file before it takes the target's place
 * @param reload has the file's reader read it again
 */
public record FileSpec(
    Path target,
    FileTemplate template,
    List<FileQuery> queries,
    Map<String, String> values,
    EmptyPolicy empty,
    String placeholder,
    Set<PosixFilePermission> mode,
    Optional<ContentCheck> check,
    Optional<FileCommand> reload) {

  /**
   * How a new file is judged.
   *
   * @param around text of a second file, for programs that can only judge a whole configuration: it
   *     includes the new file
   */
  public record ContentCheck(FileCommand command, Optional<String> around) {}

  public FileSpec {
    requireNonNull(target, "target");
    requireNonNull(template, "template");
    requireNonNull(empty, "empty");
    queries = List.copyOf(queries);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    mode = Set.copyOf(mode);
    if (!target.isAbsolute() || queries.isEmpty()) {
      throw new IllegalArgumentException(
          "\"" + target + "\" must be absolute, and have a query; it has " + queries.size());
    }
  }
}
