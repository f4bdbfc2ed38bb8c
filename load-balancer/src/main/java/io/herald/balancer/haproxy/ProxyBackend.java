package io.herald.balancer.haproxy;

import java.util.List;

/**
 * The servers of one {@code backend}.
 *
 * @param keywords that every server of it has on its line
 * @param slotted whether servers can't be added to it while it runs, so that spare ones are filled
 */
record ProxyBackend(String name, boolean slotted, String keywords, List<ProxyServer> servers) {

  ProxyBackend {
    servers = List.copyOf(servers);
  }
}
