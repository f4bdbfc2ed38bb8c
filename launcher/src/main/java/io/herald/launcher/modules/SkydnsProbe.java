package io.herald.launcher.modules;

import io.herald.dns.explain.Explanation;
import io.herald.dns.naming.options.Environments;
import io.herald.runtime.failure.Reason;
import io.herald.skydns.SkydnsReader;
import io.herald.skydns.SkydnsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at SkyDNS' keys once, without a server that runs. */
public final class SkydnsProbe {

  private SkydnsProbe() {}

  /**
   * Explains a name that is answered from keys.
   *
   * @param client whose question it is; empty: of one that sees everything
   * @param settings with a source of keys
   * @param patience for the keys
   * @return empty if the name isn't answered from keys
   * @throws IOException if they can't be read in time; says why
   */
  public static Optional<Explanation> explain(
      String name,
      Optional<InetAddress> client,
      SkydnsSettings settings,
      Environments environments,
      Duration patience,
      Clock clock)
      throws IOException, InterruptedException {
    try (SkydnsReader reader = new SkydnsReader(clock)) {
      reader.separate(SkydnsModule.separated(environments, settings));
      reader.use(settings);
      try {
        reader.whenComplete().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new IOException(
            "SkyDNS' keys couldn't be read within "
                + patience.toSeconds()
                + " s"
                + reader.staleReason().map(why -> ": " + why).orElse(""),
            e);
      } catch (ExecutionException e) {
        throw new IOException("SkyDNS' keys couldn't be read: " + Reason.of(e), e);
      }
      return new SkydnsExplanations(reader, environments).explain(name, client);
    }
  }
}
