package io.herald.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.serverset.lint.Effect;
import io.herald.serverset.lint.Finding;
import io.herald.serverset.lint.ServerSetLint;
import io.herald.serverset.lint.ServerSetReader;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code serverset validate} says, held to the table that the readers are held to. */
class ReaderTableTest {

  static Stream<ReaderTable.Row> rows() {
    return ReaderTable.rows();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theLintSaysWhatTheReadersDo(ReaderTable.Row row) {
    Map<ServerSetReader, Effect> said = new EnumMap<>(ServerSetReader.class);
    for (Finding finding : ServerSetLint.judge(row.name(), row.data())) {
      said.put(finding.reader(), finding.effect());
      assertThat(finding.why().isEmpty())
          .as("%s: a reason where and only where there is harm", finding)
          .isEqualTo(!finding.effect().isHarm());
    }

    assertThat(said).isEqualTo(row.effects());
  }
}
