/**
 * From labels to VIPs: grammar, canonical names, the pool of addresses and who has which, what an
 * instance gives to a VIP. Pure functions and values: no thread, no clock, no file.
 */
@NullMarked
package io.herald.balancer.vip;

import org.jspecify.annotations.NullMarked;
