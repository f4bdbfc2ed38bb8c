package io.herald.balancer.proxy;

/** Linux' own sockets carry the datagrams. */
class NativeUdpProxyTest extends UdpCases {

  NativeUdpProxyTest() {
    super(true);
  }
}
