/** How Mesos writes its messages and its durations. No I/O. */
@NullMarked
package io.herald.mesos.codec;

import org.jspecify.annotations.NullMarked;
