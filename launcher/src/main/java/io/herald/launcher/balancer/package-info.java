/**
 * The load balancer as a running process has it, alone or beside DNS: made by the settings in
 * force, shown over HTTP, explained. What is balanced how lives in {@code io.herald.balancer}.
 */
@NullMarked
package io.herald.launcher.balancer;

import org.jspecify.annotations.NullMarked;
