package io.herald.executor.announce;

import io.herald.executor.ExecutorOptions;

public final class ServerSetAnnouncers implements Announcers {
  public static ServerSetAnnouncers of(ExecutorOptions options) {
    if (options.announcerEnsemble().isPresent()) {
      throw new IllegalStateException("pending");
    }
    return new ServerSetAnnouncers();
  }

  @Override
  public Announcer of(Announcement announcement) {
    return Announcer.none();
  }

  @Override
  public void close() {}
}
