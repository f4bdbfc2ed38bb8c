package io.herald.render.template;

import com.github.mustachejava.DefaultMustacheFactory;
import com.github.mustachejava.DefaultMustacheVisitor;
import com.github.mustachejava.Mustache;
import com.github.mustachejava.MustacheVisitor;
import com.github.mustachejava.TemplateContext;
import io.herald.runtime.text.NameSuggestions;
import java.io.Reader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes Mustache templates of one format. What a template could reach beyond its model is refused:
 * other files, Java's methods, values without the format's rules.
 */
final class FormatFactory extends DefaultMustacheFactory {

  private static final String MARK = "\uE000";
  private static final Pattern VALUE = Pattern.compile("(?<!\\{)\\{\\{(?=[^{#^/!=>&<$?%])");

  private static final String TEMPLATE = "another template; write it out here";
  private static final String PART = "a part of another template; write it out here";

  private final TemplateFormat format;
  private final Set<String> known;
  private final Set<String> used = new TreeSet<>();

  FormatFactory(TemplateFormat format, Set<String> known) {
    super(name -> null); // no template finds another
    this.format = format;
    this.known = known;
    setObjectHandler(new MapsOnly());
    mc.setAllowChangingDelimeters(false);
  }

  /**
   * The parser drops the end of a line that holds tags alone, as the specification has it for
   * sections, but of some lines with values too. A mark before each value, which {@link
   * #filterText} takes away, makes them lines with text.
   */
  static String withValuesMarked(String text) {
    return VALUE.matcher(text).replaceAll(MARK + "{{");
  }

  @Override
  public String filterText(String text, boolean startOfLine) {
    return text.replace(MARK, "");
  }

  /** The fields that the template writes: of {@code app.port} it is {@code port}. */
  Set<String> used() {
    return Set.copyOf(used);
  }

  @Override
  public MustacheVisitor createMustacheVisitor() {
    return new StrictVisitor();
  }

  /** The parts of one template, in order. */
  private final class StrictVisitor extends DefaultMustacheVisitor {

    StrictVisitor() {
      super(FormatFactory.this);
    }

    @Override
    public void value(TemplateContext where, String tag, boolean encoded) {
      if (!encoded) {
        throw new RefusedTagException(
            "{{{"
                + tag
                + "}}} would write a task's text as it is; write {{"
                + tag
                + "}}, or choose the format raw",
            where);
      }
      String[] words = tag.split("\\s+", -1);
      if (words.length > 2) {
        throw new RefusedTagException(
            "{{" + tag + "}} has more than a word and a name; write {{name}} or {{quote name}}",
            where);
      }
      String name = words[words.length - 1];
      check(name, where);
      used.add(field(name));
      list.add(
          new FormatValue(
              where,
              FormatFactory.this,
              name,
              words.length == 1 ? format::written : writing(words[0], where)));
    }

    private FormatValue.Writing writing(String word, TemplateContext where) {
      return switch (word) {
        case "quote" -> format::quoted;
        case "comment" -> TemplateFormat::comment;
        case "identifier" -> IdentifierText::of;
        default ->
            throw new RefusedTagException(
                "\"" + word + "\" is not a way to write; take quote, comment or identifier", where);
      };
    }

    @Override
    public void iterable(TemplateContext where, String name, Mustache inside) {
      check(name, where);
      super.iterable(where, name, inside);
    }

    @Override
    public void notIterable(TemplateContext where, String name, Mustache inside) {
      check(name, where);
      super.notIterable(where, name, inside);
    }

    private void check(String name, TemplateContext where) {
      if (name.equals(".")) {
        return;
      }
      for (String part : name.split("\\.", -1)) {
        if (!known.contains(part)) {
          NameSuggestions near = new NameSuggestions(part);
          known.forEach(near::offer);
          String remedy =
              near.names().isEmpty()
                  ? "; known are " + String.join(", ", known)
                  : "; did you mean \"" + near.names().get(0) + "\"?";
          throw new RefusedTagException("\"" + part + "\" is not a name here" + remedy, where);
        }
        if (ModelKeys.OPEN.contains(part)) {
          return;
        }
      }
    }

    /** The last part, or the one whose names others choose. */
    private static String field(String name) {
      for (String part : name.split("\\.", -1)) {
        if (ModelKeys.OPEN.contains(part)) {
          return part;
        }
      }
      return name.equals(".") ? name : name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public void partial(TemplateContext where, String name, String indent) {
      throw refused(">" + name, TEMPLATE, where);
    }

    @Override
    public void dynamicPartial(TemplateContext where, String name, String indent) {
      partial(where, name, indent);
    }

    @Override
    public void extend(TemplateContext where, String name, Mustache inside) {
      throw refused("<" + name, TEMPLATE, where);
    }

    @Override
    public void name(TemplateContext where, String name, Mustache inside) {
      throw refused("$" + name, PART, where);
    }

    @Override
    public void checkName(TemplateContext where, String name, Mustache inside) {
      throw refused("?" + name, PART, where);
    }

    @Override
    public void pragma(TemplateContext where, String pragma, String arguments) {
      throw refused("%" + pragma, "a pragma; leave it out", where);
    }

    private static RefusedTagException refused(String tag, String what, TemplateContext where) {
      return new RefusedTagException("{{" + tag + "}} is " + what, where);
    }
  }

  @Override
  public Reader getReader(String name) {
    throw new IllegalStateException("no template reads another");
  }
}
