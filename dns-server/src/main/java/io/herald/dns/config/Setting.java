package io.herald.dns.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One parameter's value as it was given.
 *
 * @param where for messages: {@code config.json: "httpPort"}, {@code --http-port}
 */
record Setting(Parameter parameter, JsonNode value, String where) {

  /** {@code config.json: "httpPort" = 70000}; a secret stays out of it. */
  @Override
  public String toString() {
    return parameter.kind() == Parameter.Kind.CREDENTIALS ? where : where + " = " + shown();
  }

  private String shown() {
    return switch (parameter) {
      case ZK, SERVERSET_ZK, MASTERS -> withoutLogin(value.toString());
      default -> value.toString();
    };
  }

  /** The text without what stands before each @ in it: a user and a password, say. */
  static String withoutLogin(String text) {
    return text.replaceAll("([a-z]+://)?[^\"]*@", "$1…@");
  }
}
