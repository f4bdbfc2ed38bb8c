/**
 * Certificates and keys for tests, made in the JVM of the test so that nothing in the sources
 * expires. Never part of the application's jar.
 */
@org.jspecify.annotations.NullMarked
package io.herald.certificates;
