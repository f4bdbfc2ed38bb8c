package io.herald.executor.agent;

import static java.util.Objects.requireNonNull;

import io.herald.executor.options.ExecutorOptions;
import io.herald.mesos.client.Connection;
import java.net.URI;
import java.time.Duration;

/**
 * How the tasks of an agent are announced.
 *
 * @param agent {@code --agent}: {@code http://127.0.0.1:5051}, or with https
 * @param connection login and TLS
 * @param interval {@code --agent-poll-secs}: between an answer and the next question
 * @param announcing what it shares with the executor; the rest of that has no meaning here
 */
public record AgentOptions(
    URI agent, Connection connection, Duration interval, ExecutorOptions announcing) {

  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

  public static final Duration LEAST_INTERVAL = Duration.ofMillis(100);

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException with a sentence that names the flag
   */
  public AgentOptions {
    requireNonNull(connection, "connection");
    requireNonNull(announcing, "announcing");
    if (interval.compareTo(LEAST_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "--agent-poll-secs = "
              + interval.toMillis() / 1000.0
              + ": must be at least "
              + LEAST_INTERVAL.toMillis() / 1000.0);
    }
  }

  /**
   * The agent's address.
   *
   * @throws IllegalArgumentException with what to write, if it is not one
   */
  public static URI address(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("it is not a URL; write http://127.0.0.1:5051", e);
    }
    boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!known || uri.getHost() == null || uri.getPort() < 1) {
      throw new IllegalArgumentException(
          "write scheme, host and port of the agent, as in http://127.0.0.1:5051");
    }
    if (!uri.getPath().matches("/?") || uri.getQuery() != null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "write scheme, host and port alone; a login has flags of its own");
    }
    return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
  }
}
