package io.herald.balancer.web;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The labels of one port, {@code HAPROXY_{n}_…}, by their names without prefix and index. */
enum WebLabel {
  GROUP(Kind.VALUE),
  ENABLED(Kind.VALUE),
  PORT(Kind.VALUE),
  BIND_ADDR(Kind.VALUE),
  BIND_OPTIONS(Kind.VALUE),
  SSL_CERT(Kind.VALUE),
  VHOST(Kind.VALUE),
  PATH(Kind.VALUE),
  BACKEND_WEIGHT(Kind.VALUE),
  MODE(Kind.VALUE),
  BALANCE(Kind.VALUE),
  STICKY(Kind.VALUE),
  REDIRECT_TO_HTTPS(Kind.VALUE),
  USE_HSTS(Kind.VALUE),
  AUTH(Kind.VALUE),
  HTTP_BACKEND_PROXYPASS_PATH(Kind.VALUE),
  HTTP_BACKEND_REVPROXY_PATH(Kind.VALUE),
  HTTP_BACKEND_REDIR(Kind.VALUE),
  BACKEND_NETWORK_ALLOWED_ACL(Kind.VALUE),
  BACKEND_HEALTHCHECK_PORT_INDEX(Kind.VALUE),
  /** Ours: {@code tcp}, or a path that is fetched. */
  BACKEND_HEALTHCHECK(Kind.VALUE),
  FRONTEND_HEAD(Kind.TEMPLATE),
  BACKEND_HEAD(Kind.TEMPLATE),
  FRONTEND_BACKEND_GLUE(Kind.TEMPLATE),
  USERLIST_HEAD(Kind.TEMPLATE),
  BACKEND_HTTP_OPTIONS(Kind.TEMPLATE),
  BACKEND_HSTS_OPTIONS(Kind.TEMPLATE),
  BACKEND_STICKY_OPTIONS(Kind.TEMPLATE),
  BACKEND_HTTP_HEALTHCHECK_OPTIONS(Kind.TEMPLATE),
  BACKEND_TCP_HEALTHCHECK_OPTIONS(Kind.TEMPLATE),
  HTTP_BACKEND_PROXYPASS_GLUE(Kind.TEMPLATE),
  HTTP_BACKEND_REVPROXY_GLUE(Kind.TEMPLATE),
  HTTP_BACKEND_NETWORK_ALLOWED_ACL(Kind.TEMPLATE),
  TCP_BACKEND_NETWORK_ALLOWED_ACL(Kind.TEMPLATE),
  HTTP_FRONTEND_ACL(Kind.TEMPLATE),
  HTTPS_FRONTEND_ACL(Kind.TEMPLATE),
  HTTP_FRONTEND_APPID_ACL(Kind.TEMPLATE),
  BACKEND_SERVER_OPTIONS(Kind.REPLACED),
  BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS(Kind.REPLACED),
  BACKEND_SERVER_TCP_HEALTHCHECK_OPTIONS(Kind.REPLACED),
  BACKEND_REDIRECT_HTTP_TO_HTTPS(Kind.REPLACED),
  BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH(Kind.REPLACED),
  HTTP_FRONTEND_ACL_ONLY(Kind.REPLACED),
  HTTP_FRONTEND_ACL_WITH_AUTH(Kind.REPLACED),
  HTTP_FRONTEND_ACL_ONLY_WITH_PATH(Kind.REPLACED),
  HTTP_FRONTEND_ACL_ONLY_WITH_PATH_AND_AUTH(Kind.REPLACED),
  HTTP_FRONTEND_ACL_WITH_PATH(Kind.REPLACED),
  HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH(Kind.REPLACED),
  HTTP_FRONTEND_ROUTING_ONLY(Kind.REPLACED),
  HTTP_FRONTEND_ROUTING_ONLY_WITH_AUTH(Kind.REPLACED),
  HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH(Kind.REPLACED),
  HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH_AND_AUTH(Kind.REPLACED),
  HTTPS_FRONTEND_ACL_WITH_AUTH(Kind.REPLACED),
  HTTPS_FRONTEND_ACL_ONLY_WITH_PATH(Kind.REPLACED),
  HTTPS_FRONTEND_ACL_WITH_PATH(Kind.REPLACED),
  HTTPS_FRONTEND_ACL_WITH_AUTH_AND_PATH(Kind.REPLACED),
  HTTPS_FRONTEND_ROUTING_ONLY_WITH_PATH(Kind.REPLACED),
  MAP_HTTP_FRONTEND_ACL(Kind.REPLACED),
  MAP_HTTP_FRONTEND_ACL_ONLY(Kind.REPLACED),
  MAP_HTTP_FRONTEND_APPID_ACL(Kind.REPLACED),
  MAP_HTTPS_FRONTEND_ACL(Kind.REPLACED);

  /** What a label's value is. */
  enum Kind {
    VALUE,
    /** Lines of HAProxy's configuration. */
    TEMPLATE,
    /**
     * Lines of configuration that have no place any more: the Runtime API or the rules make them.
     */
    REPLACED
  }

  /** What the labels of Marathon-LB begin with. */
  static final String PREFIX = "HAPROXY_";

  private static final List<WebLabel> LONGEST_FIRST =
      Arrays.stream(values())
          .sorted(Comparator.comparing((WebLabel label) -> -label.name().length()))
          .toList();

  private final Kind kind;

  WebLabel(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /**
   * The label that a key without {@link #PREFIX} is, after an index or a port's name and {@code _}.
   */
  static Optional<WebLabel> endOf(String key) {
    return LONGEST_FIRST.stream()
        .filter(label -> key.endsWith("_" + label.name()))
        .filter(label -> key.length() > label.name().length() + 1)
        .findFirst();
  }
}
