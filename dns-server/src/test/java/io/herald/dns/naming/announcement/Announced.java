package io.herald.dns.naming.announcement;

import io.herald.catalog.model.AnnouncedEndpoint;
import io.herald.catalog.model.Announcement;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Announcements as the tests need them. */
final class Announced {

  private Announced() {}

  static Announcement at(String path, int member, int shard, String host, int port) {
    return new Announcement(
        path,
        "member_%010d".formatted(member),
        new AnnouncedEndpoint(host, port),
        Map.of(),
        shard < 0 ? OptionalInt.empty() : OptionalInt.of(shard),
        Announcement.ALIVE,
        Map.of());
  }

  /** With these additional endpoints, of the service endpoint's host. */
  static Announcement ports(Announcement a, Map<String, Integer> ports) {
    Map<String, AnnouncedEndpoint> endpoints = new HashMap<>();
    ports.forEach(
        (name, port) ->
            endpoints.put(name, new AnnouncedEndpoint(a.serviceEndpoint().host(), port)));
    return endpoints(a, endpoints);
  }

  static Announcement endpoints(Announcement a, Map<String, AnnouncedEndpoint> endpoints) {
    return new Announcement(
        a.path(), a.member(), a.serviceEndpoint(), endpoints, a.shard(), a.status(), a.metadata());
  }

  static Announcement status(Announcement a, String status) {
    return new Announcement(
        a.path(),
        a.member(),
        a.serviceEndpoint(),
        a.additionalEndpoints(),
        a.shard(),
        status,
        a.metadata());
  }

  static Announcement metadata(Announcement a, Map<String, String> metadata) {
    return new Announcement(
        a.path(),
        a.member(),
        a.serviceEndpoint(),
        a.additionalEndpoints(),
        a.shard(),
        a.status(),
        metadata);
  }
}
