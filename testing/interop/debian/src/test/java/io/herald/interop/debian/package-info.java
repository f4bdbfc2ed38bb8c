/**
 * Readers and writers that Debian packages, each a process of its own: kazoo (python3-kazoo), which
 * stands in for Aurora's Python writer, and Prometheus' serverset_sd (prometheus).
 */
@NullMarked
package io.herald.interop.debian;

import org.jspecify.annotations.NullMarked;
