package io.herald.render.config;

import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.DocumentFiles;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration of rendered files: YAML, or JSON if its name ends in {@code .json}. Strict:
 * what isn't understood is an error with file, line and field, and all errors are reported at once.
 * Templates are read too; relative paths begin at the file's folder.
 */
public final class RenderConfigFile {

  private static final String KIND = "configuration";

  private RenderConfigFile() {}

  /**
   * Reads one.
   *
   * @throws RenderConfigException if it, or a template of it, can't be used
   */
  public static RenderConfig read(Path file) {
    try {
      return parse(file, DocumentFiles.text(file, KIND));
    } catch (RenderConfigException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new RenderConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  private static RenderConfig parse(Path file, String text) {
    String name = file.toString();
    SyntaxNode root = DocumentFiles.parse(name, text, KIND);
    DocumentErrors errors = new DocumentErrors(name);
    if (!(root instanceof Mapping mapping)) {
      errors.add(
          root.line(), "", root.description() + " stands here; write a mapping with files: […]");
      throw new RenderConfigException(errors.sentences());
    }
    RenderConfig config;
    try (Fields top = new Fields("", mapping, errors)) {
      config = config(top, file.toAbsolutePath().normalize().getParent(), errors);
    }
    if (errors.any()) {
      throw new RenderConfigException(errors.sentences());
    }
    return config;
  }

  private static RenderConfig config(Fields top, Path folder, DocumentErrors errors) {
    Duration quiet = top.seconds("quiet_secs", RenderConfig.DEFAULT_QUIET);
    if (quiet.toMillis() < 10 || quiet.compareTo(Duration.ofHours(1)) > 0) {
      top.error("quiet_secs", "it must be 0.01 to 3600 seconds");
    }
    Duration interval = top.seconds("min_interval_secs", RenderConfig.DEFAULT_LEAST_INTERVAL);
    if (interval.isNegative() || interval.compareTo(Duration.ofHours(1)) > 0) {
      top.error("min_interval_secs", "it must be 0 to 3600 seconds");
    }
    int history = top.integer("history", RenderConfig.DEFAULT_HISTORY);
    if (history < 0 || history > RenderConfig.MOST_HISTORY) {
      top.error("history", "it must be 0 to " + RenderConfig.MOST_HISTORY + " versions");
    }
    Optional<Path> state = top.text("state_folder").map(path -> folder.resolve(path).normalize());
    top.require("files");
    List<SyntaxNode> items = top.list("files");
    if (items.isEmpty() && top.node("files").isPresent()) {
      top.error("files", "it is empty; write one file at least, with target, template and queries");
    }
    List<FileSpec> files = new ArrayList<>();
    Map<Path, String> targets = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String field = "files[" + i + "]";
      Optional<Fields> item = top.mapping(field, items.get(i));
      if (item.isPresent()) {
        try (Fields fields = item.get()) {
          FileSchema.read(fields, folder)
              .ifPresent(
                  spec -> {
                    String other = targets.putIfAbsent(spec.target(), field);
                    if (other != null) {
                      errors.add(
                          field + ".target",
                          "\""
                              + spec.target()
                              + "\" is the target of "
                              + other
                              + " too; write each file once");
                    }
                    files.add(spec);
                  });
        }
      }
    }
    return new RenderConfig(quiet, interval, history, state, files);
  }
}
