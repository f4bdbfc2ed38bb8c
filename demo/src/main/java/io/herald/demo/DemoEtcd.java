package io.herald.demo;

import io.herald.minietcd.MiniEtcd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The demo's etcd, Debian's, which a story writes to with {@code etcdctl}. */
final class DemoEtcd implements AutoCloseable {

  private @Nullable MiniEtcd etcd;

  /**
   * Starts it.
   *
   * @param folder of the demo
   * @return its URL
   * @throws IOException if it isn't installed; the message says how to
   */
  synchronized String start(Path folder) throws IOException {
    try {
      MiniEtcd started = MiniEtcd.start(Files.createDirectory(folder.resolve("etcd")));
      etcd = started;
      return started.endpoint();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What {@code etcdctl} prints. */
  synchronized String control(String... arguments) {
    try {
      return running().etcdctl(arguments);
    } catch (IOException e) {
      throw new IllegalStateException("etcdctl: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(interrupted(e));
    }
  }

  /** kill -9. */
  synchronized void kill() {
    try {
      running().kill();
    } catch (InterruptedException e) {
      throw new IllegalStateException(interrupted(e));
    }
  }

  /** Starts it again with what it had, and waits until it answers. */
  synchronized void restart() {
    try {
      running().restart();
    } catch (IOException e) {
      throw new IllegalStateException("etcd didn't start again: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(interrupted(e));
    }
  }

  synchronized String url() {
    return running().endpoint();
  }

  private MiniEtcd running() {
    MiniEtcd now = etcd;
    if (now == null) {
      throw new IllegalStateException("etcd hasn't been started");
    }
    return now;
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted while etcd was awaited", e);
  }

  @Override
  public synchronized void close() throws InterruptedException {
    if (etcd != null) {
      etcd.close();
    }
  }
}
