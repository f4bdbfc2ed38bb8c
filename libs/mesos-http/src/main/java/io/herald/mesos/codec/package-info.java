/** Mesos' messages in its two wire forms, protobuf and Mesos' own JSON. No I/O. */
@NullMarked
package io.herald.mesos.codec;

import org.jspecify.annotations.NullMarked;
