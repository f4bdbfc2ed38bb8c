package io.herald.executor.probe;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** TLS over a connection. */
final class TlsWire implements Wire {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final PlainWire plain;
  private final SSLEngine engine;
  private final ByteBuffer out;
  private final ByteBuffer in;
  private final ByteBuffer clear;

  private TlsWire(PlainWire plain, SSLEngine engine) {
    this.plain = plain;
    this.engine = engine;
    this.out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.in = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  /**
   * Secures a connection; closes it if that fails.
   *
   * @param engine of a client, fresh
   * @throws IOException with a clause that says why
   */
  static TlsWire over(PlainWire plain, SSLEngine engine) throws IOException, InterruptedException {
    boolean done = false;
    try {
      TlsWire wire = new TlsWire(plain, engine);
      engine.beginHandshake();
      wire.shakeHands();
      done = true;
      return wire;
    } finally {
      if (!done) {
        plain.close();
      }
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException, InterruptedException {
    while (clear.position() == 0) {
      if (!unwrap()) {
        return -1;
      }
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
        shakeHands(); // TLS 1.3 has more to say after the handshake.
      }
    }
    clear.flip();
    int length = Math.min(clear.remaining(), into.remaining());
    into.put(clear.slice().limit(length));
    clear.position(clear.position() + length);
    clear.compact();
    return length;
  }

  @Override
  public void write(ByteBuffer from) throws IOException, InterruptedException {
    while (from.hasRemaining()) {
      wrap(from);
    }
  }

  @Override
  public void close() {
    try {
      engine.closeOutbound();
      out.clear();
      engine.wrap(NOTHING, out);
      plain.offer(out.flip());
    } catch (IOException e) {
      // Saying goodbye is a courtesy; the connection may be gone already.
    } finally {
      plain.close();
    }
  }

  private void shakeHands() throws IOException, InterruptedException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task = engine.getDelegatedTask();
              task != null;
              task = engine.getDelegatedTask()) {
            task.run();
          }
        }
        case NEED_WRAP -> wrap(NOTHING);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!unwrap()) {
            throw new IOException("the connection was closed during the TLS handshake");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  private void wrap(ByteBuffer from) throws IOException, InterruptedException {
    out.clear();
    if (engine.wrap(from, out).getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new IOException("the connection was closed");
    }
    plain.write(out.flip());
  }

  /** One record; false at the end. */
  private boolean unwrap() throws IOException, InterruptedException {
    while (true) {
      in.flip();
      SSLEngineResult.Status status;
      try {
        status = engine.unwrap(in, clear).getStatus();
      } finally {
        in.compact();
      }
      switch (status) {
        case OK -> {
          return true;
        }
        case CLOSED -> {
          return false;
        }
        case BUFFER_UNDERFLOW -> {
          if (plain.read(in) < 0) {
            return false;
          }
        }
        case BUFFER_OVERFLOW -> throw new IOException("a TLS record is longer than TLS allows");
      }
    }
  }
}
