package io.herald.balancer.haproxy;

import java.util.List;

/**
 * A backend in the file.
 *
 * @param lines what comes before its servers: userlist, frontend and the head of the backend
 */
record ConfigSection(List<String> lines, ProxyBackend backend) {

  ConfigSection {
    lines = List.copyOf(lines);
  }
}
