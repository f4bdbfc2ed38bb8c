package io.herald.http;

import com.linecorp.armeria.common.HttpStatus;

/**
 * Why a request isn't answered. Whoever is refused learns which rule it was, and nothing of what is
 * behind it.
 *
 * @param reason as metrics name it
 * @param detail a sentence for the client
 */
record AccessRefusal(HttpStatus status, String reason, String detail) {

  static AccessRefusal network(AccessGroup group) {
    return new AccessRefusal(
        HttpStatus.FORBIDDEN,
        "network",
        "your address may not use this; who runs Herald can allow its network (httpGroupAllow, "
            + group.text()
            + ")");
  }

  static final AccessRefusal SERVER =
      new AccessRefusal(
          HttpStatus.FORBIDDEN, "network", "your address may not use this server (httpAllow)");

  static final AccessRefusal CERTIFICATE =
      new AccessRefusal(
          HttpStatus.FORBIDDEN,
          "certificate",
          "this needs a client's certificate; show one that the server's authorities have issued");

  static final AccessRefusal TOKEN =
      new AccessRefusal(
          HttpStatus.UNAUTHORIZED, "token", "this needs a token; send Authorization: Bearer TOKEN");

  static final AccessRefusal WRONG_TOKEN =
      new AccessRefusal(
          HttpStatus.UNAUTHORIZED,
          "token",
          "the token isn't accepted; send one that is valid here, as Authorization: Bearer TOKEN");

  static final AccessRefusal REQUESTS =
      new AccessRefusal(
          HttpStatus.TOO_MANY_REQUESTS,
          "requests",
          "too many requests of your address are being answered; ask again when some are done");
}
