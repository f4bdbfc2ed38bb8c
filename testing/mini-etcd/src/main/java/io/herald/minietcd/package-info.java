/**
 * Debian's etcd for tests: one member or three as processes, killed, started again on their data,
 * compacted, with users or TLS. What its keys mean is the tests' own.
 */
@NullMarked
package io.herald.minietcd;

import org.jspecify.annotations.NullMarked;
