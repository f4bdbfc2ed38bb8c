/**
 * What follows the cluster and tells the data planes: which VIPs there are, which addresses they
 * keep, what happens when much is lost at once. Carries no traffic itself.
 */
@NullMarked
package io.herald.balancer.control;

import org.jspecify.annotations.NullMarked;
