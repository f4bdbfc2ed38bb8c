/**
 * The names that users of DC/OS know beside those of Mesos-DNS: VIPs ({@code l4lb}, {@code dclb})
 * and the addresses of tasks and masters ({@code dcos}), in zones of their own below each of some
 * domains.
 *
 * <p>What may not live here: which VIPs there are and what addresses they have, which the load
 * balancer knows.
 */
@NullMarked
package io.herald.dns.dcos;

import org.jspecify.annotations.NullMarked;
