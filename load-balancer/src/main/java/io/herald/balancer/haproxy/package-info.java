/**
 * The data plane that HAProxy carries: the file that is written for it, its check, the process, and
 * its Runtime API. Reads no label and no cluster; what it is to carry is the desired state.
 *
 * <p>{@link io.herald.balancer.haproxy.ConfigPlanner} makes a {@link
 * io.herald.balancer.haproxy.ConfigPlan} of the desired state, a value: the file without its
 * servers (the <b>frame</b>), the servers, the maps. A change of servers or maps goes to the
 * running process; a change of the frame is checked and loaded.
 */
@NullMarked
package io.herald.balancer.haproxy;

import org.jspecify.annotations.NullMarked;
