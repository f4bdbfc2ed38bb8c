package io.herald.balancer.proxy;

/** The JDK's sockets carry the datagrams. */
class JdkUdpProxyTest extends UdpCases {

  JdkUdpProxyTest() {
    super(false);
  }
}
