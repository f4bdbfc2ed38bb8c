package io.herald.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingFileTest {

  /** Stands until it is moved. */
  private static final class ManualClock extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final List<String> heard = new ArrayList<>();
  private Path file;
  private ReloadingFile<String> reloading;

  @BeforeEach
  void start() throws IOException {
    file = folder.resolve("f");
    Files.writeString(file, "one");
    reloading = open();
  }

  private ReloadingFile<String> open() throws IOException {
    return new ReloadingFile<>(
        List.of(file),
        () -> {
          String text = Files.readString(file);
          if (text.startsWith("bad")) {
            throw new IllegalArgumentException(text + " is not good");
          }
          return text;
        },
        new ReloadingFile.Listener<>() {
          @Override
          public void reloaded(String content) {
            heard.add("reloaded " + content);
          }

          @Override
          public void failed(String reason) {
            heard.add("failed " + reason);
          }
        },
        Duration.ofSeconds(1),
        clock);
  }

  @Test
  void whatCannotBeUsedAtTheStartIsRefused() throws IOException {
    Files.writeString(file, "bad");
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad is not good");
    Files.delete(file);
    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }

  @Test
  void aChangedFileIsReadAgainAndAnUnchangedOneIsNot() throws IOException {
    reloading.refresh();
    assertThat(heard).isEmpty();
    Files.writeString(file, "two!");
    assertThat(reloading.current()).isEqualTo("one");
    reloading.refresh();
    reloading.refresh();
    assertThat(reloading.current()).isEqualTo("two!");
    assertThat(heard).containsExactly("reloaded two!");
  }

  @Test
  void itSaysWhetherThereIsSomethingToRead() throws IOException {
    assertThat(reloading.isChanged()).isFalse();
    Files.writeString(file, "bad!");
    assertThat(reloading.isChanged()).isTrue();
    reloading.refresh();
    assertThat(reloading.isChanged()).as("what was not good is tried again").isTrue();
    Files.writeString(file, "three");
    reloading.refresh();
    assertThat(reloading.isChanged()).isFalse();
    assertThat(heard).hasSize(2);
  }

  @Test
  void whatIsNotGoodLeavesTheLastGoodContentAndIsToldOnce() throws IOException {
    Files.writeString(file, "bad1");
    reloading.refresh();
    reloading.refresh();
    Files.writeString(file, "bad22");
    reloading.refresh();
    assertThat(reloading.current()).isEqualTo("one");
    Files.writeString(file, "three");
    reloading.refresh();
    assertThat(heard)
        .containsExactly("failed bad1 is not good", "failed bad22 is not good", "reloaded three");
  }

  @Test
  void aFileThatGoesAndComesBackIsInForceAgain() throws IOException {
    Files.delete(file);
    reloading.refresh();
    reloading.refresh();
    assertThat(heard).hasSize(1);
    assertThat(heard.get(0)).startsWith("failed ");
    assertThat(reloading.current()).isEqualTo("one");
    Files.writeString(file, "one");
    reloading.refresh();
    assertThat(heard.get(1)).isEqualTo("reloaded one");
  }

  @Test
  void getLooksAtTheFileOnceInAnInterval() throws IOException {
    Files.writeString(file, "two!");
    assertThat(reloading.get()).isEqualTo("one");
    clock.now = clock.now.plusMillis(999);
    assertThat(reloading.get()).isEqualTo("one");
    clock.now = clock.now.plusMillis(1);
    assertThat(reloading.get()).isEqualTo("two!");
  }

  @Test
  void reloadReadsWhatLooksUnchangedAndSaysWhyItCannotBeUsed() throws IOException {
    assertThat(reloading.reload()).isEmpty();
    assertThat(heard).containsExactly("reloaded one");
    Files.writeString(file, "bad");
    assertThat(reloading.reload()).contains("bad is not good");
  }
}
