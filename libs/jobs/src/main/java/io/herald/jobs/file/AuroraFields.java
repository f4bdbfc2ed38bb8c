package io.herald.jobs.file;

import io.herald.settings.document.Fields;
import io.herald.settings.document.SyntaxNode.Scalar;

/** Fields of Aurora's job JSON that nothing here acts on: none is ignored in silence. */
final class AuroraFields {

  private AuroraFields() {}

  /** A field that means nothing here, and so must have Aurora's default. */
  static void only(Fields fields, String name, String expected) {
    fields
        .node(name)
        .ifPresent(
            value -> {
              boolean same = value instanceof Scalar scalar && scalar.text().equals(expected);
              if (!same) {
                fields.error(
                    name,
                    value,
                    value.description()
                        + " has no effect here, only Aurora's default \""
                        + expected
                        + "\" is taken; leave the field out");
              }
            });
  }

  /** A field that can't be honoured here. */
  static void unsupported(Fields fields, String name) {
    fields
        .node(name)
        .ifPresent(
            value ->
                fields.error(
                    name, "Aurora has this field, but nothing here acts on it; leave it out"));
  }
}
