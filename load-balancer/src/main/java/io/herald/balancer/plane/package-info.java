/**
 * What stands between the labels and the data planes: the desired state, which is a value, and what
 * a data plane says of it; whether an address that it is to open is somebody else's too. No label
 * is read here, and nothing is carried.
 */
@NullMarked
package io.herald.balancer.plane;

import org.jspecify.annotations.NullMarked;
