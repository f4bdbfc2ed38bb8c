/**
 * Certificates and keys as operators have them: PEM files that a setting names. And when TLS is
 * made ready.
 */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.tls;
