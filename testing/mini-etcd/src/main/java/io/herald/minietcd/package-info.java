/**
 * Debian's etcd for tests: one member as a process, killed, started again on its data, compacted,
 * with users or TLS. What its keys mean is the tests' own.
 */
@NullMarked
package io.herald.minietcd;

import org.jspecify.annotations.NullMarked;
