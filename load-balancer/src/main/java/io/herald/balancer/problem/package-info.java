/** What can be wrong with labels, addresses and planes, as problems are counted. */
@NullMarked
package io.herald.balancer.problem;

import org.jspecify.annotations.NullMarked;
