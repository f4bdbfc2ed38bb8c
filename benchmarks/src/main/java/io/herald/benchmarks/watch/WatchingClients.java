package io.herald.benchmarks.watch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.herald.runtime.threads.Threads;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Clients of {@code /v2/watch} in a process of their own, a socket and a thread each: some of every
 * instance, one for each of the services t0, t1 and so on. Is told on its standard input which
 * event is to come ({@code removed t17}), answers {@code ready}, is told when the event was begun
 * (System .nanoTime, which all processes of a Linux machine share), and answers {@code done} once
 * every client that watches it has it. Prints the figures when its input ends.
 */
public final class WatchingClients {

  private static final long PATIENCE_SECONDS = 20;

  private final int port;
  private final int general;
  private final int narrow;
  private final CountDownLatch live;
  private final LongAdder events = new LongAdder();
  private final LongAdder cut = new LongAdder();
  private final Histogram ofGeneral = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  private final Histogram ofNarrow = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
  private long missed;
  private volatile @Nullable Probe probe;

  /** An event that is waited for, and when each client got it; 0: it hasn't. */
  private static final class Probe {
    private final String event;
    private final String data;
    private final int only;
    private final long[] at;
    private final CountDownLatch missing;

    private Probe(String line, int general, int narrow) {
      String[] words = line.split(" ", -1);
      this.event = "event: " + words[0];
      this.data = "data: {\"id\":\"" + words[1] + "\",";
      int number = Integer.parseInt(words[1].substring(1));
      this.only = number < narrow ? general + number : -1;
      this.at = new long[general + narrow];
      this.missing = new CountDownLatch(general + (only < 0 ? 0 : 1));
    }
  }

  private WatchingClients(int port, int general, int narrow) {
    this.port = port;
    this.general = general;
    this.narrow = narrow;
    this.live = new CountDownLatch(general + narrow);
  }

  /**
   * @param args the port, how many clients of everything, how many of one service each
   */
  public static void main(String[] args) throws Exception {
    new WatchingClients(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]))
        .run();
  }

  private void run() throws Exception {
    for (int i = 0; i < general + narrow; i++) {
      int number = i;
      String query = i < general ? "" : "?name=t" + (i - general);
      Threads.daemon("client-" + i, () -> read(number, query)).start();
    }
    if (!live.await(5, TimeUnit.MINUTES)) {
      System.out.println("failed: not every client has its snapshot after five minutes");
      return;
    }
    System.out.println("live");
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Probe next = new Probe(line, general, narrow);
        probe = next;
        System.out.println("ready");
        record(next, Long.parseLong(lines.readLine()));
        System.out.println("done");
      }
    }
    print("clients of everything", ofGeneral);
    print("clients of one service", ofNarrow);
    System.out.printf(
        "%,d events in all, %d probes missed by a client, %d clients cut%n",
        events.sum(), missed, cut.sum());
  }

  private void record(Probe of, long begun) throws InterruptedException {
    boolean complete = of.missing.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    missed += complete ? 0 : 1;
    for (int i = 0; i < of.at.length; i++) {
      if (of.at[i] != 0) {
        (i < general ? ofGeneral : ofNarrow).recordValue(of.at[i] - begun);
      }
    }
  }

  private static void print(String who, Histogram nanos) {
    System.out.printf(
        "%s: %,d times task event to client: median %.2f ms, p90 %.2f, p99 %.2f, max %.2f%n",
        who,
        nanos.getTotalCount(),
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(90) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        nanos.getMaxValue() / 1e6);
  }

  /** Reads a response as lines: those of chunks' sizes are no fields of an event. */
  private void read(int number, String query) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              ("GET /v2/watch" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").getBytes(UTF_8));
      InputStream stream = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
      String event = "";
      for (int b = stream.read(); b >= 0; b = stream.read()) {
        if (b != '\n') {
          line.write(b);
          continue;
        }
        String text = line.toString(ISO_8859_1);
        line.reset();
        if (text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.1 200")) {
          throw new IOException("it is refused: " + text.strip());
        }
        if (text.startsWith("event: ")) {
          event = text;
        } else if (text.startsWith("data: ")) {
          take(number, event, text);
        }
      }
      cut.increment();
    } catch (IOException e) {
      System.out.println("client " + number + ": " + e); // which the reader of this doesn't expect
      cut.increment();
    }
  }

  private void take(int number, String event, String data) {
    if (event.equals("event: snapshot")) {
      if (data.endsWith("\"complete\":true}")) {
        live.countDown();
      }
      return;
    }
    events.increment();
    Probe now = probe;
    if (now != null
        && event.equals(now.event)
        && data.startsWith(now.data)
        && (number < general || number == now.only)
        && now.at[number] == 0) {
      now.at[number] = System.nanoTime();
      now.missing.countDown();
    }
  }
}
