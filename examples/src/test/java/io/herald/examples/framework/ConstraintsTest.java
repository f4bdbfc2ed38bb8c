package io.herald.examples.framework;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstraintsTest {

  private static final List<Attribute> AGENT =
      List.of(
          text("dedicated", "www/web"),
          text("rack", "r1"),
          text("rack", "r2"),
          Attribute.newBuilder()
              .setName("disks")
              .setType(Value.Type.SCALAR)
              .setScalar(Value.Scalar.newBuilder().setValue(2))
              .build());

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "dedicated | www/web | true",
        "dedicated | www/db | false",
        "dedicated | www/db, www/web | true",
        "dedicated | !www/web | false",
        "dedicated | !www/db,www/x | true",
        "rack | r2 | true",
        "rack | !r2 | false",
        "zone | a | false",
        "zone | !a | true",
        "disks | 2 | false",
      })
  void anAgentSuitsByItsAttributes(String name, String wanted, boolean met) {
    assertThat(Constraints.met(Map.of(name, wanted), AGENT)).isEqualTo(met);
  }

  @Test
  void allConstraintsMustBeMet() {
    assertThat(Constraints.met(Map.of("dedicated", "www/web", "rack", "r1"), AGENT)).isTrue();
    assertThat(Constraints.met(Map.of("dedicated", "www/web", "rack", "r3"), AGENT)).isFalse();
    assertThat(Constraints.met(Map.of(), List.of())).isTrue();
  }

  private static Attribute text(String name, String value) {
    return Attribute.newBuilder()
        .setName(name)
        .setType(Value.Type.TEXT)
        .setText(Value.Text.newBuilder().setValue(value))
        .build();
  }
}
