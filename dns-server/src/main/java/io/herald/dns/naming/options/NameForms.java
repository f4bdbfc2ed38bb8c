package io.herald.dns.naming.options;

/**
 * Which names there are beside those of Mesos-DNS.
 *
 * @param hosts names of single agents and masters: {@code HOST.agent}, {@code HOST.master}, {@code
 *     _agent._tcp}, {@code _master._tcp}; parameter hostNames
 * @param rfc2782 service and protocol first where a task's name has several labels: {@code
 *     _web._tcp.prod.www} beside {@code _web.prod.www._tcp}; parameter rfc2782Names
 * @param dotted the name with its dots for tasks without DiscoveryInfo too, as long as the name is
 *     not taken: {@code oauth-server.tools} beside {@code oauth-server-tools}; parameter
 *     dottedNames
 */
public record NameForms(boolean hosts, boolean rfc2782, boolean dotted) {

  /** Those of Mesos-DNS alone. */
  public static final NameForms MESOS_DNS = new NameForms(false, false, false);

  /** A task without DiscoveryInfo has one form of its name. */
  public NameForms(boolean hosts, boolean rfc2782) {
    this(hosts, rfc2782, false);
  }
}
