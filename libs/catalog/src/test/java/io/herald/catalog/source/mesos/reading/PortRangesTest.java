package io.herald.catalog.source.mesos.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.herald.catalog.model.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The port resources of a task, as {@code /state} writes them. */
class PortRangesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "",
      value = {
        "'' | ''",
        "[] | ''",
        "[31000-31001, 31010-31010] | 31000-31001 31010-31010",
        "[31000-31000] | 31000-31000",
        "[31000] | 31000-31000",
        "31000-31001 | 31000-31001",
        "[ 5 - 6 ,7-7] | 5-7",
        "[10-20, 15-30] | 10-30",
        "[40-50, 1-2] | 1-2 40-50",
        "[0-65535] | 0-65535",
        "[31000-31001, 1-999999] | 31000-31001",
        "[1-99999999999, 7] | 7-7",
      })
  void portsAreReadInAscendingRanges(String text, String ranges) {
    String read =
        PortRanges.parse(text == null ? "" : text, refused -> {}).stream()
            .map(range -> range.begin() + "-" + range.end())
            .collect(Collectors.joining(" "));
    assertThat(read).isEqualTo(ranges == null ? "" : ranges);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[a-b]", "[1-]", "[-1]", "[2-1]", "[1-70000]", "[]", "[99999999999-3]", "x"})
  void aPartThatIsNoRangeOfPortsIsRefusedAlone(String text) {
    List<String> refused = new ArrayList<>();
    List<PortRange> read =
        PortRanges.parse("[31000-31001," + text.replaceAll("[\\[\\]]", "") + "]", refused::add);
    assertThat(read).contains(new PortRange(31000, 31001));
    assertThat(refused).hasSize(1);
  }
}
