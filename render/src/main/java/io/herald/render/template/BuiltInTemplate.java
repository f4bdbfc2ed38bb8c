package io.herald.render.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Templates that come with Herald. */
public enum BuiltInTemplate {
  /** An upstream for each query. */
  NGINX_UPSTREAMS("nginx-upstreams", TemplateFormat.NGINX),
  /** A backend for each query. */
  HAPROXY_BACKENDS("haproxy-backends", TemplateFormat.HAPROXY),
  /** One line: the addresses of the instances with commas between them, each once. */
  CASSANDRA_SEEDS("cassandra-seeds", TemplateFormat.LINES),
  /** For each address of each query a line with the query's name. */
  HOSTS("hosts", TemplateFormat.HOSTS),
  /** Variables with the endpoints and the addresses of each query. */
  ENV("env", TemplateFormat.ENV),
  /** Targets for Prometheus' {@code file_sd_configs}. */
  PROMETHEUS_FILE_SD("prometheus-file-sd", TemplateFormat.JSON);

  private final String word;
  private final TemplateFormat format;

  BuiltInTemplate(String word, TemplateFormat format) {
    this.word = word;
    this.format = format;
  }

  /** The template that configurations call so. */
  public static Optional<BuiltInTemplate> of(String word) {
    return Arrays.stream(values()).filter(template -> template.word.equals(word)).findFirst();
  }

  /** All names, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(BuiltInTemplate::word).collect(Collectors.joining(", "));
  }

  public String word() {
    return word;
  }

  public TemplateFormat format() {
    return format;
  }

  /** The template for a file with these queries. */
  public FileTemplate template(Set<String> queries) {
    return FileTemplate.parse(word, text(), format, queries);
  }

  /** As it is written, to copy and change. */
  public String text() {
    try (InputStream in = BuiltInTemplate.class.getResourceAsStream(word + ".mustache")) {
      if (in == null) {
        throw new IllegalStateException("the template " + word + " is missing in the jar");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + word + " can't be read", e);
    }
  }
}
