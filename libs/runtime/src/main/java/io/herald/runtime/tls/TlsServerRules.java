package io.herald.runtime.tls;

import java.util.List;

/**
 * How Herald's servers speak TLS, to clients of DNS as of HTTP: RFC 9325. For TLS 1.2 these are the
 * four suites that its §4.2 recommends; none exchanges keys by RSA alone, none uses CBC.
 */
public final class TlsServerRules {

  /** Versions of the protocol. */
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** In the server's order of preference. */
  public static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private TlsServerRules() {}
}
