package io.herald.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.ResponderSettings;
import io.herald.dns.answer.Transport;
import io.herald.dns.record.Contribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Readers beside a writer: every answer parses and is one that was valid at some time. */
class ConcurrentReadTest {

  private static final int GENERATIONS = 3000;

  /**
   * Generation n of {@code web} is the three addresses 10.n.n.1 to 3: an answer of mixed
   * generations was never valid. Around it names come and go, so that the table is rebuilt
   * meanwhile.
   */
  @Test
  void aReaderSeesEachNameAsItWasBeforeOrAfterABatch() {
    Zone zone = ZoneText.zone("always.mesos. A 10.9.9.9");
    AtomicBoolean done = new AtomicBoolean();
    AtomicLong answered = new AtomicLong();
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      long seed = i;
      readers.add(CompletableFuture.runAsync(() -> read(zone.index(), seed, done, answered)));
    }
    List<Contribution> last = List.of();
    for (int n = 0; n < GENERATIONS || answered.get() < 1000; n++) {
      if (readers.stream().anyMatch(CompletableFuture::isDone)) {
        break; // A reader ends early only by a failed assertion; join below throws it.
      }
      List<Contribution> next = List.of(generation(n % GENERATIONS));
      zone.apply(last, next);
      last = next;
    }
    done.set(true);
    CompletableFuture<Void> all =
        CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new));
    Awaitility.await().until(all::isDone);
    all.join();
  }

  private static Contribution generation(int n) {
    List<String> lines = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      lines.add("web.mesos. A 10." + n / 256 + "." + n % 256 + "." + i);
    }
    for (int i = 0; i < 20; i++) {
      lines.add("t" + n + "-" + i + ".batch.mesos. A 10.1.1.1");
    }
    return ZoneText.contribution(lines.toArray(String[]::new));
  }

  private static void read(AnswerIndex index, long seed, AtomicBoolean done, AtomicLong answered) {
    QueryResponder responder = new QueryResponder(index, ResponderSettings.DEFAULT, seed);
    byte[] web = ZoneText.query("web.mesos.", "A").toWire();
    byte[] always = ZoneText.query("always.mesos.", "A").toWire();
    Random random = new Random(seed);
    while (!done.get()) {
      Message answer = ask(responder, random.nextBoolean() ? web : always);
      List<String> addresses =
          answer.getSection(Section.ANSWER).stream()
              .map(record -> ((ARecord) record).getAddress().getHostAddress())
              .sorted()
              .toList();
      String name = answer.getQuestion().getName().toString();
      if (name.startsWith("always")) {
        assertThat(addresses).containsExactly("10.9.9.9");
      } else if (!addresses.isEmpty()) {
        String prefix = addresses.get(0).substring(0, addresses.get(0).lastIndexOf('.'));
        assertThat(addresses).containsExactly(prefix + ".1", prefix + ".2", prefix + ".3");
        answered.incrementAndGet();
      }
    }
  }

  private static Message ask(QueryResponder responder, byte[] query) {
    try {
      int length = responder.respond(query, query.length, Transport.UDP);
      return new Message(Arrays.copyOf(responder.reply(), length));
    } catch (java.io.IOException e) {
      throw new AssertionError(
          "an answer that doesn't parse: "
              + Arrays.stream(e.getStackTrace())
                  .map(Object::toString)
                  .collect(Collectors.joining()),
          e);
    }
  }
}
