/** Tests of the cluster from outside, over its HTTP alone. */
@NullMarked
package io.herald.minimesos;

import org.jspecify.annotations.NullMarked;
