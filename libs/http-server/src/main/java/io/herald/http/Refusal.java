package io.herald.http;

import com.linecorp.armeria.common.HttpStatus;

/**
 * Why a request isn't answered. Whoever is refused learns which rule it was, and nothing of what is
 * behind it.
 *
 * @param reason as metrics name it
 * @param detail a sentence for the client
 */
record Refusal(HttpStatus status, String reason, String detail) {

  static Refusal network(AccessGroup group) {
    return new Refusal(
        HttpStatus.FORBIDDEN,
        "network",
        "your address may not use this; who runs Herald can allow its network (httpGroupAllow, "
            + group.text()
            + ")");
  }

  static final Refusal SERVER =
      new Refusal(
          HttpStatus.FORBIDDEN, "network", "your address may not use this server (httpAllow)");

  static final Refusal CERTIFICATE =
      new Refusal(
          HttpStatus.FORBIDDEN,
          "certificate",
          "this needs a client's certificate; show one that the server's authorities have issued");

  static final Refusal TOKEN =
      new Refusal(
          HttpStatus.UNAUTHORIZED, "token", "this needs a token; send Authorization: Bearer TOKEN");

  static final Refusal REQUESTS =
      new Refusal(
          HttpStatus.TOO_MANY_REQUESTS,
          "requests",
          "too many requests of your address are being answered; ask again when some are done");
}
