package io.herald.mesos.credentials;

/**
 * A token that its bearer was given: an agent's for the executor that it starts (Mesos
 * documentation, "Authentication": executor authentication). It stays the same for the executor's
 * life.
 */
public final class BearerToken implements Authorization {

  /** Where an agent puts it. */
  public static final String EXECUTOR_VARIABLE = "MESOS_EXECUTOR_AUTHENTICATION_TOKEN";

  private final String token;
  private final String source;

  /**
   * @param source what it was read from, for messages
   * @throws IllegalArgumentException if it can't stand in a header; the message does not hold it
   */
  public BearerToken(String token, String source) {
    if (token.isEmpty() || token.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new IllegalArgumentException(
          source
              + " is not a token: it is empty, or holds a blank or another character that none"
              + " has");
    }
    this.token = token;
    this.source = source;
  }

  @Override
  public String header() {
    return "Bearer " + token;
  }

  @Override
  public boolean refused(String header) {
    return false; // it will be the same next time
  }

  @Override
  public String who() {
    return "the token of " + source;
  }

  @Override
  public String remedy() {
    return "it is the agent's own; if its --jwt_secret_key was changed, let the task be started"
        + " anew";
  }

  @Override
  public String toString() {
    return "BearerToken[" + source + "=…]";
  }
}
