package io.herald.benchmarks.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Asks for tasks' names at a fixed rate, in a process of its own, so that no garbage of the cluster
 * stops it. The time of an answer runs from when its question was due, so a server that stops shows
 * in every question that was due meanwhile (no coordinated omission). For each line on its standard
 * input it prints what came since the line before; it ends with its input.
 */
public final class SteadyAsker {

  private final int tasks;
  private final long pauseNanos;
  private final Questions questions;
  private final Random random = new Random(1);
  private Histogram nanos = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
  private long wrong;
  private long lost;
  private long tailBefore;
  private volatile boolean ended;

  private SteadyAsker(int port, int tasks, int perSecond) throws IOException {
    this.tasks = tasks;
    this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.questions = new Questions(port);
  }

  /**
   * @param args the port, how many tasks (named t0, t1 and so on), questions a second
   */
  public static void main(String[] args) throws Exception {
    SteadyAsker asker =
        new SteadyAsker(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    Thread thread = new Thread(asker::run, "asker");
    thread.start();
    try (BufferedReader marks =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String mark = marks.readLine(); mark != null; mark = marks.readLine()) {
        asker.print(mark);
      }
    }
    asker.ended = true;
    thread.join();
  }

  private void run() {
    long due = System.nanoTime();
    try (questions) {
      while (!ended) {
        due += pauseNanos;
        for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        note(questions.ask("t" + random.nextInt(tasks)), System.nanoTime() - due);
      }
    } catch (IOException e) {
      System.out.println("asking failed: " + e);
    }
  }

  private synchronized void note(Questions.Answer answer, long took) {
    nanos.recordValue(took);
    switch (answer) {
      case ADDRESS -> {
        // As it should be.
      }
      case NO_ADDRESS -> wrong++;
      case SILENCE -> lost++;
    }
  }

  private synchronized void print(String mark) {
    long tail = nanos.getValueAtPercentile(99.9);
    System.out.printf(
        "%s: %,d answers, %d without the address, %d lost; ms: median %.3f, p99 %.3f, p99.9 %.3f,"
            + " max %.1f%s%n",
        mark,
        nanos.getTotalCount(),
        wrong,
        lost,
        nanos.getValueAtPercentile(50) / 1e6,
        nanos.getValueAtPercentile(99) / 1e6,
        tail / 1e6,
        nanos.getMaxValue() / 1e6,
        tailBefore == 0
            ? ""
            : String.format("; p99.9 %.1f x the one before", tail / (double) tailBefore));
    tailBefore = tail;
    nanos = new Histogram(TimeUnit.SECONDS.toNanos(60), 3);
    wrong = 0;
    lost = 0;
  }
}
