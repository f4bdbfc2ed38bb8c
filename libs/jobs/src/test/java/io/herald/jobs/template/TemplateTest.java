package io.herald.jobs.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final Map<String, String> VALUES =
      Map.of("thermos.ports[http]", "31000", "mesos.instance", "3", "role", "www-data");

  @ParameterizedTest
  @CsvSource({
    "run --port {{thermos.ports[http]}}, run --port 31000",
    "{{mesos.instance}}{{role}}, 3www-data",
    "{{ role }}, www-data",
    "plain, plain",
    "docker ps --format '{{.ID}}', docker ps --format '{{.ID}}'",
    "echo '{{', echo '{{'",
    "{{.ID}} {{role}} }}, {{.ID}} www-data }}",
  })
  void namesArePutInAndOtherBracesStay(String text, String expected) {
    assertThat(Template.of(text).expand(VALUES)).isEqualTo(expected);
  }

  @Test
  void aNameWithoutAValueIsRefused() {
    assertThatThrownBy(() -> Template.of("{{thermos.ports[admin]}}").expand(VALUES))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "{{thermos.ports[admin]}} has no value; there are [mesos.instance, role,"
                + " thermos.ports[http]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{hello[{{thermos.ports[http]}}]}}", "{{thermos.ports[a_{{mesos.instance}}]}}"})
  void templatesDontNest(String text) {
    assertThatThrownBy(() -> Template.of(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("one template stands in another");
  }

  @Test
  void thePortsOfATextAreFound() {
    Template template = Template.of("{{thermos.ports[http]}} {{role}} {{thermos.ports[a-b.c]}}");

    assertThat(template.ports()).containsExactly("a-b.c", "http");
    assertThat(template.names())
        .containsExactly("role", "thermos.ports[a-b.c]", "thermos.ports[http]");
  }
}
