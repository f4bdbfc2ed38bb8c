package io.herald.benchmarks.attacks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** One way to be a nuisance. */
interface Attack {

  /** Where to: DNS, and DNS over TLS. */
  record Target(InetSocketAddress dns, InetSocketAddress tls) {}

  /** What was done and what came of it, for the table. */
  final class Tally {
    final LongAdder sent = new LongAdder();
    final LongAdder sentBytes = new LongAdder();
    final LongAdder gotBytes = new LongAdder();

    void sent(long bytes) {
      sent.increment();
      sentBytes.add(bytes);
    }
  }

  /** Attacks until told to stop; the sockets are closed then. */
  void run(Target target, Tally tally, AtomicBoolean stop) throws IOException;
}
