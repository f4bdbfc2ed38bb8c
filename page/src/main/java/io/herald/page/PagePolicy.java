package io.herald.page;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.ResponseHeadersBuilder;

/**
 * What a browser may do with the page: load scripts, styles, images and data from this server
 * alone, run nothing that is in the document or made from text, and show it in no other site's
 * frame.
 */
final class PagePolicy {

  /** Content Security Policy, level 3, with Trusted Types. */
  static final String CONTENT =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private PagePolicy() {}

  /** Adds its headers, those of errors and of answers without a body too. */
  static ResponseHeadersBuilder addTo(ResponseHeadersBuilder headers) {
    return headers
        .set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CONTENT)
        .set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
        .set(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
        .set("cross-origin-opener-policy", "same-origin")
        .set("cross-origin-resource-policy", "same-origin");
  }
}
