package io.herald.balancer.proxy;

/** Linux' own sockets carry the traffic. */
class NativeTcpProxyTest extends TcpCases {

  NativeTcpProxyTest() {
    super(true);
  }
}
