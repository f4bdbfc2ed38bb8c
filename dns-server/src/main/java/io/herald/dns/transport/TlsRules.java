package io.herald.dns.transport;

import io.netty.handler.ssl.SslContextBuilder;
import java.util.List;

/**
 * How TLS is spoken to clients, of DNS as of HTTP: RFC 9325. Of TLS 1.2 that is the four suites
 * that its §4.2 recommends; none exchanges keys by RSA alone, none uses CBC.
 */
public final class TlsRules {

  /** In the server's order of preference. */
  static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  private TlsRules() {}

  /** Has a server speak nothing else. */
  public static void apply(SslContextBuilder server) {
    server.protocols("TLSv1.3", "TLSv1.2").ciphers(CIPHER_SUITES);
  }
}
