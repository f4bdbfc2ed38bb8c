package io.herald.executor.probe;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as a client, with whatever certificate the other side has: a task is asked on its own host,
 * by a name that its certificate seldom has, and the question is whether it answers.
 */
final class TrustAllTls {

  private final SSLContext context;

  /**
   * Makes it ready, which costs a Java that has not used TLS yet up to seconds on a busy machine:
   * time that is not to be counted against who is asked.
   *
   * @throws IOException with a clause, if this Java has no TLS
   */
  TrustAllTls() throws IOException {
    try {
      context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no TLS: " + Reason.of(e), e);
    }
    SSLEngine first = engine("localhost", 1);
    first.beginHandshake();
    first.wrap(
        ByteBuffer.allocate(0), ByteBuffer.allocate(first.getSession().getPacketBufferSize()));
  }

  SSLEngine engine(String host, int port) {
    SSLEngine engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    return engine;
  }

  /** Whoever answers on the task's port is the task. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
