package io.herald.render.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileTemplateTest {

  private static final Set<String> QUERIES = Set.of("app");

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "a\n{{adress}}", "t:2: \"adress\" is not a name here; did you mean \"address\"?"),
        Arguments.of(
            "{{#app}}{{#intances}}{{/intances}}{{/app}}",
            "t:1: \"intances\" is not a name here; did you mean \"instances\"?"),
        Arguments.of("{{app.nstances}}", "t:1: \"nstances\" is not a name here; did you mean"),
        Arguments.of("{{{address}}}", "t:1: {{{address}}} would write a task's text as it is"),
        Arguments.of("{{&address}}", "t:1: {{{address}}} would write a task's text as it is"),
        Arguments.of("{{upper address}}", "t:1: \"upper\" is not a way to write; take quote"),
        Arguments.of("{{quote address port}}", "has more than a word and a name"),
        Arguments.of("{{>other}}", "t:1: {{>other}} is another template; write it out here"),
        Arguments.of("{{%pragma}}", "t:1: {{%pragma}} is a pragma; leave it out"),
        Arguments.of("{{=<% %>=}}", "this is not a template: Disallowed: changing"),
        Arguments.of("{{#app}}", "t:1: this is not a template: Failed to close 'app' tag"),
        Arguments.of("{{#app}}{{/b}}", "this is not a template: Mismatched start/end tags"),
        Arguments.of("{{address", "this is not a template: Improperly closed variable"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void aMistakeIsToldWithItsLine(String text, String told) {
    assertThatThrownBy(() -> FileTemplate.parse("t", text, TemplateFormat.LINES, QUERIES))
        .isInstanceOf(TemplateFailedException.class)
        .hasMessageContaining(told);
  }

  static Stream<Arguments> filledIn() {
    Map<String, Object> model =
        Map.of(
            "app",
            Map.of(
                "name",
                "app",
                "instances",
                List.of(
                    Map.of(
                        "address",
                        "10.0.0.1",
                        "first",
                        true,
                        "last",
                        false,
                        "labels",
                        Map.of("io.example.zone", "a b")),
                    Map.of("address", "10.0.0.2", "first", false, "last", true))),
            "values",
            Map.of("domain", "example.com"));
    return Stream.of(
        Arguments.of(model, "{{values.domain}}", "example.com"),
        Arguments.of(model, "{{values.other}}.", "."),
        Arguments.of(
            model,
            "{{#app}}{{#instances}}{{address}}{{^last}},{{/last}}{{/instances}}{{/app}}",
            "10.0.0.1,10.0.0.2"),
        Arguments.of(
            model,
            "{{#app}}\n  {{#instances}}\n{{address}};\n  {{/instances}}\n{{/app}}\nend\n",
            "10.0.0.1;\n10.0.0.2;\nend\n"),
        Arguments.of(
            model,
            "{{#app.instances}}{{comment labels.io.example.zone}}|{{/app.instances}}",
            "a b||"),
        Arguments.of(
            model,
            "{{#app.instances}}{{#labels.io.example.zone}}zone {{/labels.io.example.zone}}{{/app.instances}}",
            "zone "),
        Arguments.of(
            model,
            "{{#app.instances}}{{address}} {{port}}\n{{/app.instances}}\n{{values.domain}}\n",
            "10.0.0.1 \n10.0.0.2 \nexample.com\n"),
        Arguments.of(model, "{{! nothing }}{{^app}}none{{/app}}", ""));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("filledIn")
  void aTemplateIsFilledIn(Map<String, Object> model, String text, String expected)
      throws Exception {
    FileTemplate template = FileTemplate.parse("t", text, TemplateFormat.LINES, QUERIES);

    assertThat(template.render(model)).isEqualTo(expected);
  }

  @Test
  void anUnsafeTextNamesTheInstancesThatItIsOf() {
    FileTemplate template =
        FileTemplate.parse(
            "t",
            "{{#app}}{{#instances}}{{id}};{{/instances}}{{/app}}",
            TemplateFormat.NGINX,
            QUERIES);
    Map<String, Object> model =
        Map.of(
            "app",
            Map.of(
                "instances",
                List.of(
                    Map.of(ModelKeys.ITEMS, Set.of("one"), "id", "a.1"),
                    Map.of(ModelKeys.ITEMS, Set.of("two"), "id", "a; drop"))));

    assertThatThrownBy(() -> template.render(model))
        .isInstanceOf(UnsafeItemException.class)
        .hasMessage("id \"a; drop\" holds \";\", and must be a word of nginx")
        .satisfies(e -> assertThat(((UnsafeItemException) e).items()).containsExactly("two"));
  }

  @Test
  void anUnsafeTextOfTheOperatorFailsTheTemplate() {
    FileTemplate template = FileTemplate.parse("t", "{{values.x}}", TemplateFormat.NGINX, QUERIES);

    assertThatThrownBy(() -> template.render(Map.of("values", Map.of("x", "a b"))))
        .isInstanceOf(TemplateFailedException.class)
        .hasMessageContaining("values.x \"a b\" holds the character U+0020");
  }

  @Test
  void aListIsNoText() {
    FileTemplate template =
        FileTemplate.parse("t", "x\n{{app.instances}}", TemplateFormat.LINES, QUERIES);

    assertThatThrownBy(() -> template.render(Map.of("app", Map.of("instances", List.of()))))
        .isInstanceOf(TemplateFailedException.class)
        .hasMessageContaining("t:2: \"app.instances\" is not text; write {{#app.instances}}");
  }

  /** The text of a task that looks like a template stays text. */
  @Test
  void textsAreNotTemplates() throws Exception {
    FileTemplate template = FileTemplate.parse("t", "{{values.x}}", TemplateFormat.LINES, QUERIES);

    assertThat(template.render(Map.of("values", Map.of("x", "{{values.x}} {{#app}}"))))
        .isEqualTo("{{values.x}} {{#app}}");
  }
}
