/** The task of the example job. It needs nothing but the JDK, so that it starts fast and small. */
@NullMarked
package io.herald.examples;

import org.jspecify.annotations.NullMarked;
