package io.herald.render.template;

import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheException;
import io.herald.runtime.failure.Reason;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A template, ready to be filled in: Mustache without partials, functions and unescaped values.
 * {@code {{name}}} writes a text as the format allows it, {@code {{quote name}}} in the format's
 * quotes, {@code {{comment name}}} for where nothing reads it, {@code {{identifier name}}} as
 * letters, digits and underscores. Immutable; a pure function of what fills it.
 */
public final class FileTemplate {

  private final Mustache mustache;
  private final Set<String> used;

  private FileTemplate(Mustache mustache, Set<String> used) {
    this.mustache = mustache;
    this.used = used;
  }

  /**
   * Reads a template.
   *
   * @param file for errors
   * @param queries whose names the template may use
   * @throws TemplateFailedException with file, line and remedy, if it can't be used
   */
  public static FileTemplate parse(
      String file, String text, TemplateFormat format, Set<String> queries) {
    FormatFactory factory = new FormatFactory(format, ModelKeys.known(queries));
    try {
      Mustache mustache =
          factory.compile(new StringReader(FormatFactory.withValuesMarked(text)), file);
      return new FileTemplate(mustache, factory.used());
    } catch (MustacheException e) {
      String where = e.getContext() == null ? file : file + ":" + e.getContext().line();
      String what = String.valueOf(e.getMessage()).replaceFirst(" @\\[[^\\]]*\\]$", "");
      throw new TemplateFailedException(
          where + ": " + (e instanceof RefusedTagException ? what : asMustache(what)), e);
    }
  }

  private static String asMustache(String what) {
    return "this is not a template: " + what + "; look at the braces and the ends of sections";
  }

  /** Whether it writes this name anywhere. */
  public boolean writes(String name) {
    return used.contains(name);
  }

  /**
   * Fills it in.
   *
   * @throws UnsafeItemException if texts of some instances can't be written
   * @throws TemplateFailedException if it can't be filled in, whatever is left out
   */
  public String render(Map<String, Object> model) throws UnsafeItemException {
    StringWriter text = new StringWriter();
    try {
      Writer unused = mustache.execute(text, List.of(model));
      return text.toString();
    } catch (UnsafeValueException e) {
      if (e.items().isEmpty()) {
        throw new TemplateFailedException(String.valueOf(e.getMessage()), e);
      }
      throw new UnsafeItemException(e.items(), String.valueOf(e.getMessage()));
    } catch (MustacheException e) {
      throw new TemplateFailedException("the template can't be filled in: " + Reason.of(e), e);
    }
  }
}
