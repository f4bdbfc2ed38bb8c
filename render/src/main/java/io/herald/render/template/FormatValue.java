package io.herald.render.template;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.codes.ValueCode;
import java.io.IOException;
import java.io.Writer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One value in a template. What is absent is written as nothing. */
final class FormatValue extends ValueCode {

  /** How the value is written. */
  @FunctionalInterface
  interface Writing {
    /**
     * The text as it stands in the file.
     *
     * @throws UnsafeTextException if it may not stand there
     */
    String of(String text);
  }

  private final Writing writing;

  FormatValue(TemplateContext where, DefaultMustacheFactory factory, String name, Writing writing) {
    super(where, factory, name, true);
    this.writing = writing;
  }

  @Override
  public Writer execute(Writer writer, List<Object> scopes) {
    Object value = get(scopes);
    if (value instanceof Map || value instanceof Collection) {
      throw new UnsafeValueException(
          Set.of(),
          tc.file() + ":" + tc.line() + ": \"" + name + "\" is not text; write {{#" + name + "}}",
          new IllegalArgumentException(name));
    }
    if (value != null) {
      try {
        writer.write(writing.of(value.toString()));
      } catch (UnsafeTextException e) {
        throw new UnsafeValueException(owners(scopes), name + " " + e.getMessage(), e);
      } catch (IOException e) {
        throw new IllegalStateException("writing to memory failed", e);
      }
    }
    return appendText(writer);
  }

  /** The instances of the innermost scope that has any. */
  private static Set<Object> owners(List<Object> scopes) {
    for (int i = scopes.size() - 1; i >= 0; i--) {
      if (scopes.get(i) instanceof Map<?, ?> scope
          && scope.get(ModelKeys.ITEMS) instanceof Collection<?> items) {
        return Set.copyOf(items);
      }
    }
    return Set.of();
  }
}
