package io.herald.dns.transport;

import io.herald.dns.answer.QueryResponder;

/** What one event loop thread needs to answer: a responder and room for one query. */
final class TcpWorkspace {

  static final int LONGEST_MESSAGE = 65_535;

  /** Read and changed by the workspace's own thread alone. */
  QueryResponder responder;

  final byte[] query = new byte[LONGEST_MESSAGE];

  TcpWorkspace(QueryResponder responder) {
    this.responder = responder;
  }
}
