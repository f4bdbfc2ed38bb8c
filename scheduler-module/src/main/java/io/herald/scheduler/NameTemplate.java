package io.herald.scheduler;

import io.herald.jobs.JobKey;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How DiscoveryInfo.name is made of a job's key, for example {@code {name}.{environment}.{role}}.
 * The fields are {@code {name}}, {@code {environment}}, {@code {role}}, {@code {cluster}} and
 * {@code {instance}}.
 */
public final class NameTemplate {

  private static final Pattern FIELD = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern AROUND = Pattern.compile("[A-Za-z0-9._-]*");

  /** Aurora's: the job's key from back to front. */
  public static final NameTemplate AURORA = new NameTemplate("{name}.{environment}.{role}");

  private final String text;
  private final List<Piece> pieces;

  /** Text as it stands, or a field's value. */
  private interface Piece {
    void append(StringBuilder name, JobKey job, int instance);
  }

  private NameTemplate(String text) {
    this.text = text;
    this.pieces = pieces(text);
  }

  /**
   * Reads a template.
   *
   * @throws IllegalArgumentException with a sentence, if it has an unknown field, none at all, or
   *     characters that no DNS name has
   */
  public static NameTemplate of(String text) {
    return text.equals(AURORA.text) ? AURORA : new NameTemplate(text);
  }

  /** Whether it can name a job: an unknown cluster can't be part of a name. */
  boolean canName(JobKey job) {
    return !job.cluster().isEmpty() || !text.contains("{cluster}");
  }

  /**
   * The name of one instance.
   *
   * @throws IllegalArgumentException with a sentence, if the cluster is asked for and unknown
   */
  public String name(JobKey job, int instance) {
    if (!canName(job)) {
      throw new IllegalArgumentException(
          "the name template \""
              + text
              + "\" asks for the cluster, which is unknown; give"
              + " --cluster-name");
    }
    StringBuilder name = new StringBuilder(64);
    for (Piece piece : pieces) {
      piece.append(name, job, instance);
    }
    return name.toString();
  }

  private static List<Piece> pieces(String text) {
    List<Piece> pieces = new ArrayList<>();
    Matcher field = FIELD.matcher(text);
    int at = 0;
    while (field.find()) {
      literal(text, text.substring(at, field.start()), pieces);
      pieces.add(field(text, field.group(1)));
      at = field.end();
    }
    if (at == 0) {
      throw new IllegalArgumentException(
          "the name template \"" + text + "\" has no field; write one like " + AURORA);
    }
    literal(text, text.substring(at), pieces);
    return List.copyOf(pieces);
  }

  private static void literal(String text, String literal, List<Piece> pieces) {
    if (!AROUND.matcher(literal).matches()) {
      throw new IllegalArgumentException(
          "the name template \""
              + text
              + "\": \""
              + literal
              + "\" can't stand in a name; write letters, digits, \".\", \"-\" and \"_\" around the"
              + " fields");
    }
    if (!literal.isEmpty()) {
      pieces.add((name, job, instance) -> name.append(literal));
    }
  }

  private static Piece field(String text, String field) {
    return switch (field) {
      case "name" -> (name, job, instance) -> name.append(job.name());
      case "environment" -> (name, job, instance) -> name.append(job.environment());
      case "role" -> (name, job, instance) -> name.append(job.role());
      case "cluster" -> (name, job, instance) -> name.append(job.cluster());
      case "instance" -> (name, job, instance) -> name.append(instance);
      default ->
          throw new IllegalArgumentException(
              "the name template \""
                  + text
                  + "\": there is no field {"
                  + field
                  + "}; take {name}, {environment}, {role}, {cluster} or {instance}");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameTemplate template && template.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
