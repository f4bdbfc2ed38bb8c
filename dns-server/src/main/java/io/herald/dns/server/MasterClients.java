package io.herald.dns.server;

import io.herald.dns.config.DnsConfig;
import io.herald.mesos.client.HttpClients;
import io.herald.mesos.credentials.Authorization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What asks the masters, over the reloads: where a configuration means the trust, or the login, of
 * the one before (the files say the same too), it is that same one. So a reload leaves no HTTP
 * client behind, which nothing could close, and needs no new login. Safe for any thread.
 */
final class MasterClients {

  private final Clock clock;
  private final HttpClients http = new HttpClients();
  private @Nullable Made<SSLContext> tls;
  private @Nullable Made<Authorization> login;

  /** Something, and what it was made from. */
  private record Made<T>(List<Object> from, T value) {}

  MasterClients(Clock clock) {
    this.clock = clock;
  }

  HttpClients http() {
    return http;
  }

  /** As {@link MasterTls#of}. */
  synchronized Optional<SSLContext> tls(DnsConfig.Mesos mesos) {
    if (!mesos.https()) {
      return Optional.empty();
    }
    List<Object> from = content(mesos.caCertFile(), mesos.certFile(), mesos.keyFile());
    Made<SSLContext> known = tls;
    if (known == null || !known.from().equals(from)) {
      known = new Made<>(from, MasterTls.of(mesos).orElseThrow());
      tls = known;
    }
    return Optional.of(known.value());
  }

  /** As {@link MasterLogin#of}, with the trust of {@link #tls}. */
  synchronized Optional<Authorization> login(DnsConfig.Mesos mesos) {
    Optional<SSLContext> trust = tls(mesos);
    if (!mesos.authentication().equals("iam")) {
      return MasterLogin.of(mesos, trust, clock); // nothing that has to be ended
    }
    List<Object> from = content(mesos.iamConfigFile());
    from.add(trust);
    Made<Authorization> known = login;
    if (known == null || !known.from().equals(from)) {
      known = new Made<>(from, MasterLogin.of(mesos, trust, clock).orElseThrow());
      login = known;
    }
    return Optional.of(known.value());
  }

  /** Which files, and what is in them; who uses one that can't be read says so. */
  private static List<Object> content(String... files) {
    List<Object> content = new ArrayList<>();
    for (String file : files) {
      content.add(file);
      if (!file.isEmpty()) {
        content.add(digest(file));
      }
    }
    return content;
  }

  private static String digest(String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of(file));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (IOException e) {
      return "unreadable";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
