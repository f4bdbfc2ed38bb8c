package io.herald.launcher;

import io.herald.dns.config.DnsConfig;
import java.util.Optional;

/**
 * The launcher script starts the DNS server without the JVM's optimizing compiler unless it finds
 * that something is encrypted. This finds out whether that was right for the configuration, also
 * for one that is read later.
 */
final class CompilerCheck {

  /** What HotSpot calls itself with {@code -XX:TieredStopAtLevel=1}. */
  private static final String QUICK_COMPILER_ALONE = "emulated-client";

  private CompilerCheck() {}

  /** What to log if encryption runs on code that is only quickly compiled. */
  static Optional<String> warning(DnsConfig config) {
    boolean encrypts =
        config.listen().tls().isPresent() || config.follow().masters().tls().isPresent();
    return warning(encrypts, System.getProperty("java.vm.info", ""));
  }

  static Optional<String> warning(boolean encrypts, String vmInfo) {
    return encrypts && vmInfo.contains(QUICK_COMPILER_ALONE)
        ? Optional.of(
            "encryption takes about twice the CPU, because this JVM was started without its"
                + " optimizing compiler (-XX:TieredStopAtLevel=1); restart herald dns to use it")
        : Optional.empty();
  }
}
