package io.herald.render.config;

import io.herald.render.command.FileCommand;
import io.herald.render.template.BuiltInTemplate;
import io.herald.render.template.FileTemplate;
import io.herald.render.template.TemplateFailedException;
import io.herald.render.template.TemplateFormat;
import io.herald.settings.document.DocumentFiles;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.watch.InstanceFilter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which fields a file has in a configuration. */
final class FileSchema {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");
  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?:[A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+]):[0-9]{1,5}");
  private static final String DEFAULT_PLACEHOLDER = "127.0.0.1:1";
  private static final String DEFAULT_MODE = "644";

  private final Fields fields;
  private final Path folder;

  private FileSchema(Fields fields, Path folder) {
    this.fields = fields;
    this.folder = folder;
  }

  /** A file; empty if something is wrong with what it can't be without. */
  static Optional<FileSpec> read(Fields fields, Path folder) {
    return new FileSchema(fields, folder).read();
  }

  private Optional<FileSpec> read() {
    Optional<Path> target = path("target", fields.requiredText("target"));
    List<FileQuery> queries = queries();
    Set<String> names = new LinkedHashSet<>();
    queries.forEach(query -> names.add(query.name()));
    Optional<FileTemplate> template = template(names);
    Map<String, String> values = fields.texts("values");
    EmptyPolicy empty = fields.parsed("empty", EmptyPolicy::of, EmptyPolicy.KEEP);
    String placeholder = fields.parsed("placeholder", FileSchema::placeholder, DEFAULT_PLACEHOLDER);
    if (fields.node("placeholder").isPresent() && empty != EmptyPolicy.PLACEHOLDER) {
      fields.error("placeholder", "it has no effect without empty: placeholder; add that");
    }
    Set<PosixFilePermission> mode = fields.parsed("mode", FileSchema::mode, mode(DEFAULT_MODE));
    Optional<FileSpec.ContentCheck> check =
        CommandSchema.read(fields, "check", CommandSchema.CHECK_TIMEOUT, true)
            .map(read -> new FileSpec.ContentCheck(read.command(), read.around()));
    Optional<FileCommand> reload =
        CommandSchema.read(fields, "reload", CommandSchema.RELOAD_TIMEOUT, false)
            .map(CommandSchema.Read::command);
    if (target.isEmpty() || template.isEmpty() || queries.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new FileSpec(
            target.get(),
            template.get(),
            queries,
            values,
            empty,
            placeholder,
            mode,
            check,
            reload));
  }

  private Optional<Path> path(String name, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = folder.resolve(text).normalize();
      if (path.getFileName() == null) {
        fields.error(name, "\"" + text + "\" is a folder; name a file in it");
        return Optional.empty();
      }
      return Optional.of(path);
    } catch (InvalidPathException e) {
      fields.error(name, "\"" + text + "\" is not a path: " + e.getReason());
      return Optional.empty();
    }
  }

  private Optional<FileTemplate> template(Set<String> names) {
    Optional<String> builtIn = fields.text("template");
    Optional<String> own = fields.text("template_file");
    Optional<String> format = fields.text("format");
    if (builtIn.isPresent() == own.isPresent()) {
      fields.error(
          builtIn.isPresent() ? "template_file" : "template",
          "write one of the two: template, one of "
              + BuiltInTemplate.words()
              + "; or template_file, with its format");
      return Optional.empty();
    }
    if (builtIn.isPresent()) {
      if (format.isPresent()) {
        fields.error("format", "the template " + builtIn.get() + " has its own; leave it out");
      }
      Optional<BuiltInTemplate> found = BuiltInTemplate.of(builtIn.get());
      if (found.isEmpty()) {
        fields.error(
            "template",
            "\"" + builtIn.get() + "\" is not a template; write one of " + BuiltInTemplate.words());
      }
      return found.map(template -> template.template(names));
    }
    if (format.isEmpty()) {
      fields.error(
          "format",
          "it is missing; write what the template makes, so that no text of a task becomes syntax:"
              + " "
              + TemplateFormat.words());
      return Optional.empty();
    }
    TemplateFormat of = fields.parsed("format", TemplateFormat::of, TemplateFormat.LINES);
    return path("template_file", own.orElseThrow()).flatMap(file -> template(file, of, names));
  }

  private Optional<FileTemplate> template(Path file, TemplateFormat format, Set<String> names) {
    try {
      return Optional.of(
          FileTemplate.parse(file.toString(), DocumentFiles.text(file, "template"), format, names));
    } catch (IllegalArgumentException | TemplateFailedException e) {
      fields.error("template_file", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<FileQuery> queries() {
    List<FileQuery> queries = new ArrayList<>();
    fields.require("queries");
    Optional<Fields> all = fields.mapping("queries");
    if (all.isEmpty()) {
      return queries;
    }
    try (Fields named = all.get()) {
      if (named.keys().isEmpty()) {
        named.error("it is empty; write one query at least, NAME: {name: SERVICE, port: PORT}");
      }
      for (String name : named.keys()) {
        if (!NAME.matcher(name).matches() || name.equals("queries") || name.equals("values")) {
          named.error(
              name,
              "a query's name begins with a letter, has letters, digits, - and _, and is neither"
                  + " queries nor values; choose another");
        }
        named.require(name);
        Optional<SyntaxNode> node = named.node(name);
        if (node.isPresent()) {
          named
              .mapping(named.field(name), node.get())
              .ifPresent(
                  query -> {
                    try (query) {
                      queries.add(query(name, query));
                    }
                  });
        }
      }
    }
    return queries;
  }

  private FileQuery query(String name, Fields query) {
    InstanceFilter filter =
        new InstanceFilter(
            query.text("framework"),
            query.text("environment"),
            query.text("role"),
            query.text("name"),
            query.text("prefix"),
            query.text("port"),
            Optional.empty(),
            query.text("agent"),
            query.text("q"));
    return new FileQuery(
        name, filter, query.parsed("health", HealthChoice::of, HealthChoice.SERVING));
  }

  private static String placeholder(String text) {
    if (!PLACEHOLDER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not host:port; write " + DEFAULT_PLACEHOLDER);
    }
    return text;
  }

  private static Set<PosixFilePermission> mode(String text) {
    if (!MODE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a mode; write three octal digits in quotes, \"644\"");
    }
    StringBuilder symbols = new StringBuilder();
    for (char digit : text.substring(text.length() - 3).toCharArray()) {
      int bits = digit - '0';
      symbols.append((bits & 4) != 0 ? 'r' : '-');
      symbols.append((bits & 2) != 0 ? 'w' : '-');
      symbols.append((bits & 1) != 0 ? 'x' : '-');
    }
    return PosixFilePermissions.fromString(symbols.toString());
  }
}
