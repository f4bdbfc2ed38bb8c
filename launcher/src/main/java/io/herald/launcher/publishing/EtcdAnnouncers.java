package io.herald.launcher.publishing;

import static java.util.Objects.requireNonNull;

import io.herald.etcd.EtcdSettings;
import io.herald.executor.announce.AnnounceRequest;
import io.herald.executor.announce.Announcer;
import io.herald.executor.announce.Announcers;
import io.herald.publish.registration.KeyRegistration;
import io.herald.skydns.message.SkydnsMessage;
import io.herald.skydns.message.SkydnsTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Announces what runs beside Mesos as SkyDNS has it: one key for each instance, with the address
 * and the primary port, which lives as long as the announcement. For use by one thread.
 */
public final class EtcdAnnouncers implements Announcers {

  /** A weight of 1, as other instances have it, is SkyDNS' default. */
  private static final int WEIGHT = SkydnsMessage.DEFAULT_WEIGHT;

  private final EtcdSettings etcd;
  private final Place place;
  private final List<KeyRegistration> registrations = new ArrayList<>();

  /**
   * Where instances are registered.
   *
   * @param tree in which SkyDNS looks for names
   * @param name of the service, its domain included: {@code zookeeper.prod.skydns.local}
   * @param publisher written into each value
   * @param lease how long a key outlives a process that was killed
   */
  public record Place(SkydnsTree tree, String name, String publisher, Duration lease) {

    public Place {
      requireNonNull(tree, "tree");
      requireNonNull(lease, "lease");
      tree.key(name);
    }
  }

  public EtcdAnnouncers(EtcdSettings etcd, Place place) {
    this.etcd = etcd;
    this.place = place;
  }

  @Override
  public Announcer of(AnnounceRequest announcement) {
    SkydnsMessage message =
        SkydnsMessage.of(announcement.host(), announcement.primaryPort())
            .withTtl(place.lease().toSeconds())
            .withPublisher(place.publisher());
    if (announcement.weight().isPresent()) {
      message =
          message.withWeight(
              (int) Math.max(1, Math.round(announcement.weight().getAsDouble() * WEIGHT)));
    }
    KeyRegistration registration =
        KeyRegistration.of(
            etcd,
            place.tree().key(announcement.shard() + "." + place.name()),
            message,
            place.lease());
    registrations.add(registration);
    return new Registered(registration);
  }

  @Override
  public void close() {
    registrations.forEach(KeyRegistration::close);
  }

  private record Registered(KeyRegistration registration) implements Announcer {

    @Override
    public void show() {
      registration.show();
    }

    @Override
    public void hide() {
      registration.hide();
    }

    @Override
    public boolean leave(Duration atMost) throws InterruptedException {
      return registration.leave(atMost);
    }
  }
}
