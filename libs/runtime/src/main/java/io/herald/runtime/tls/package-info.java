/** Certificates and keys as operators have them: PEM files that a setting names. */
@org.jspecify.annotations.NullMarked
package io.herald.runtime.tls;
