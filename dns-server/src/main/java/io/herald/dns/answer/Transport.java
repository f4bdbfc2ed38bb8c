package io.herald.dns.answer;

/** What carries a query and its reply; decides how long the reply may be. */
public enum Transport {
  UDP,
  TCP,
  /** DNS over TLS (RFC 7858). */
  TLS;

  /** Whether messages come in a stream of bytes, so that the longest one may be sent. */
  public boolean isStream() {
    return this != UDP;
  }
}
