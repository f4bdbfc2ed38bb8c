/** Cpus, memory, disk and ports as values that can be added, taken away and compared. No I/O. */
@NullMarked
package io.herald.minimesos.resources;

import org.jspecify.annotations.NullMarked;
