/**
 * The two wire forms of a v1 message, Mesos' own JSON and protobuf, as masters and agents speak
 * both. Knows no master, no agent and no HTTP.
 */
@NullMarked
package io.herald.minimesos.codec;

import org.jspecify.annotations.NullMarked;
