package io.herald.balancer.proxy;

/** The JDK's sockets carry the traffic. */
class JdkTcpProxyTest extends TcpCases {

  JdkTcpProxyTest() {
    super(false);
  }
}
