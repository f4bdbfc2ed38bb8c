package io.herald.balancer.web;

import java.util.Locale;

/** What a web service carries. */
public enum WebMode {
  TCP,
  HTTP;

  /** As HAProxy writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
