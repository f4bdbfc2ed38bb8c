package io.herald.executor.announce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Announces in several places at once: a task is shown in each of them, and has left once it has
 * left all. What one place can't do doesn't keep it from the others.
 */
public final class SeveralAnnouncers implements Announcers {

  private final List<Announcers> places;

  /**
   * Announces in these.
   *
   * @param places closed with it
   */
  public SeveralAnnouncers(List<Announcers> places) {
    this.places = List.copyOf(places);
  }

  @Override
  public Announcer of(AnnounceRequest announcement) {
    List<Announcer> all = new ArrayList<>();
    for (Announcers place : places) {
      all.add(place.of(announcement));
    }
    return new All(all);
  }

  @Override
  public void close() {
    places.forEach(Announcers::close);
  }

  private record All(List<Announcer> all) implements Announcer {

    @Override
    public void show() {
      all.forEach(Announcer::show);
    }

    @Override
    public void hide() {
      all.forEach(Announcer::hide);
    }

    /** Hidden everywhere first, so that the places confirm side by side. */
    @Override
    public boolean leave(Duration atMost) throws InterruptedException {
      hide();
      long end = System.nanoTime() + atMost.toNanos();
      boolean left = true;
      for (Announcer one : all) {
        left &= one.leave(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
      }
      return left;
    }
  }
}
