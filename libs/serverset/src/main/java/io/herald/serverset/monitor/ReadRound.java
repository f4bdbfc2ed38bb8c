package io.herald.serverset.monitor;

import io.herald.serverset.member.ServerSetPath;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One round of reading: sends reads without waiting for their answers, a bounded number at once,
 * and runs each callback on the monitor's thread. Without a connection a read fails. For the
 * monitor's thread alone.
 */
final class ReadRound {

  /** Takes the children of a node. */
  @FunctionalInterface
  interface ChildrenCallback {
    void answered(Code code, @Nullable List<String> names, @Nullable Stat stat);
  }

  /** Takes the data of a node. */
  @FunctionalInterface
  interface DataCallback {
    void answered(Code code, byte @Nullable [] data);
  }

  /** Takes whether a node exists. */
  @FunctionalInterface
  interface StatCallback {
    void answered(Code code);
  }

  private static final Logger LOG = LoggerFactory.getLogger(ReadRound.class);

  private final CuratorFramework client;
  private final Executor thread;
  private final Reads reads;
  private boolean complete = true;
  private boolean abandoned;

  /**
   * Makes a round without reads.
   *
   * @param thread runs callbacks
   * @param whenIdle called whenever the last read was answered
   */
  ReadRound(CuratorFramework client, Executor thread, Runnable whenIdle) {
    this.client = client;
    this.thread = thread;
    this.reads = new Reads(whenIdle);
  }

  /** Lists a node's children and watches them. */
  void children(ServerSetPath path, Watcher watcher, ChildrenCallback callback) {
    send(
        zooKeeper ->
            zooKeeper.getChildren(
                path.value(),
                watcher,
                (code, p, context, names, stat) ->
                    answered(() -> callback.answered(Code.get(code), names, stat)),
                null),
        () -> callback.answered(Code.CONNECTIONLOSS, null, null));
  }

  /** Reads a node's data. */
  void data(ServerSetPath path, DataCallback callback) {
    send(
        zooKeeper ->
            zooKeeper.getData(
                path.value(),
                false,
                (code, p, context, data, stat) ->
                    answered(() -> callback.answered(Code.get(code), data)),
                null),
        () -> callback.answered(Code.CONNECTIONLOSS, null));
  }

  /** Asks whether a node exists and watches for its creation. */
  void exists(ServerSetPath path, Watcher watcher, StatCallback callback) {
    send(
        zooKeeper ->
            zooKeeper.exists(
                path.value(),
                watcher,
                (code, p, context, stat) -> answered(() -> callback.answered(Code.get(code))),
                null),
        () -> callback.answered(Code.CONNECTIONLOSS));
  }

  /** A read did not give what it was sent for. */
  void failed(ServerSetPath path, Code code) {
    complete = false;
    LOG.debug("{}: {} while reading; reading again", path, code);
  }

  /** Whether no read has failed so far. */
  boolean isComplete() {
    return complete;
  }

  boolean isIdle() {
    return reads.isIdle();
  }

  /** Drops all answers from now on. */
  void abandon() {
    abandoned = true;
  }

  private interface Request {
    void send(ZooKeeper zooKeeper);
  }

  private void send(Request request, Runnable disconnected) {
    reads.add(
        () -> {
          ZooKeeper zooKeeper = connected();
          if (zooKeeper == null) {
            answered(disconnected);
          } else {
            request.send(zooKeeper);
          }
        });
  }

  /** The client of the present session; null without one. */
  private @Nullable ZooKeeper connected() {
    try {
      return client.getZookeeperClient().getZooKeeper();
    } catch (Exception e) {
      // Curator declares Exception: any of them means that there is no connection.
      LOG.debug("no connection to ZooKeeper", e);
      return null;
    }
  }

  private void answered(Runnable callback) {
    thread.execute(
        () -> {
          if (!abandoned) {
            callback.run();
            reads.done();
          }
        });
  }
}
