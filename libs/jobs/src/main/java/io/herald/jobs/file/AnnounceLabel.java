package io.herald.jobs.file;

import io.herald.jobs.Announce;
import io.herald.jobs.AnnounceWish;
import io.herald.jobs.HealthCheck;
import io.herald.jobs.JobKey;
import io.herald.settings.document.DocumentErrors;
import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode;
import io.herald.settings.document.SyntaxNode.Mapping;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Reads the label by which a task asks to be announced: the fields of a job file's announce block,
 * in YAML or JSON, on one line or several. Beside them {@code role}, {@code environment}, {@code
 * name} and {@code instance}, and {@code health_check_config} with an HTTP or TCP check. Strict, as
 * job files are. A pure function.
 */
public final class AnnounceLabel {

  /** Longer ones are refused unread: a label is meant for a few lines. */
  private static final int LONGEST = 16 * 1024;

  private static final String HEALTH = "health_check_config.health_checker";

  private AnnounceLabel() {}

  /** Whether a label of this value asks for anything: {@code false} doesn't. */
  public static boolean asks(String value) {
    return !value.strip().equalsIgnoreCase("false");
  }

  /**
   * Reads a label's value. Empty or {@code true}: all is as the block's defaults have it.
   *
   * @param hasPort whether the task has a port of that name, before the block's own are added
   * @throws JobFormatException with a sentence for each thing that is wrong
   */
  public static AnnounceWish read(String value, Predicate<String> hasPort) {
    DocumentErrors errors = new DocumentErrors(AnnounceWish.LABEL);
    String text = value.strip();
    if (text.length() > LONGEST) {
      errors.add(1, "", "it has " + text.length() + " characters; a block has at most " + LONGEST);
      throw new JobFormatException(errors.sentences());
    }
    if (text.isEmpty() || text.equalsIgnoreCase("true")) {
      text = "{}";
    }
    SyntaxNode root = JobFiles.tree(AnnounceWish.LABEL, text);
    if (!(root instanceof Mapping mapping)) {
      errors.add(
          root.line(),
          "",
          root.description()
              + " stands here; write true, or a block such as {primary_port: http, role: www}");
      throw new JobFormatException(errors.sentences());
    }
    AnnounceWish wish;
    try (Fields fields = new Fields("", mapping, errors)) {
      wish = wish(fields, hasPort);
    }
    if (errors.any()) {
      throw new JobFormatException(errors.sentences());
    }
    return wish;
  }

  private static AnnounceWish wish(Fields fields, Predicate<String> hasPort) {
    Optional<String> role = identifier(fields, "role");
    Optional<String> environment = identifier(fields, "environment");
    Optional<String> name = identifier(fields, "name");
    OptionalInt instance = OptionalInt.empty();
    if (fields.node("instance").isPresent()) {
      int number = fields.integer("instance", 0);
      if (number < 0) {
        fields.error("instance", number + " is negative; instances count from 0");
      }
      instance = OptionalInt.of(number);
    }
    Announce announce = JobSchema.announceFields(fields);
    Optional<HealthCheck> health =
        HealthSchema.read(fields)
            .flatMap(config -> health(config, fields, port -> knows(port, announce, hasPort)));
    return new AnnounceWish(role, environment, name, instance, announce, health);
  }

  private static boolean knows(String port, Announce announce, Predicate<String> hasPort) {
    return hasPort.test(port) || announce.portmap().containsKey(port);
  }

  private static Optional<HealthCheck> health(
      HealthSchema.Config config, Fields fields, Predicate<String> hasPort) {
    Optional<HealthCheck> check = config.check();
    if (check.isEmpty()) {
      if (hasPort.test(HealthCheck.DEFAULT_PORT)) {
        return Optional.of(config.at(HealthCheck.DEFAULT_PORT));
      }
      fields.error(
          HealthSchema.HTTP,
          "the task has no port \""
              + HealthCheck.DEFAULT_PORT
              + "\" to ask; name the port here, as port: …");
      return Optional.empty();
    }
    if (check.get().checker() instanceof HealthCheck.Shell) {
      fields.error(
          HEALTH + ".shell",
          "a command can't be run in a task's container from outside; write http or tcp, or give"
              + " the task a health check of Mesos");
      return Optional.empty();
    }
    return check;
  }

  private static Optional<String> identifier(Fields fields, String name) {
    Optional<String> text = fields.text(name);
    text.flatMap(JobKey::problemWith).ifPresent(problem -> fields.error(name, problem));
    return text;
  }
}
