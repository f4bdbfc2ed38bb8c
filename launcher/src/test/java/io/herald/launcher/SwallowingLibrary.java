package io.herald.launcher;

import io.herald.runtime.threads.ExitOnFatalError;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.concurrent.CountDownLatch;

/** A main that fails on a thread of Netty's, which catches whatever comes and goes on. */
final class SwallowingLibrary {

  private SwallowingLibrary() {}

  public static void main(String[] args) throws InterruptedException {
    ExitOnFatalError.install();
    new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())
        .execute(
            () -> {
              throw new OutOfMemoryError("on an event loop");
            });
    new CountDownLatch(1).await(); // deaf, if nobody ends it
  }
}
