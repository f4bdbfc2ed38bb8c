package io.herald.settings.document;

import io.herald.settings.document.SyntaxNode.Kind;
import io.herald.settings.document.SyntaxNode.Scalar;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads YAML into a tree with lines. Values are what YAML 1.2 (core schema, decimal numbers) takes
 * them for, so {@code yes} and {@code on} are texts. Anchors, aliases and tags are refused: nothing
 * that is written here needs them, and without them a small file can't grow.
 */
final class YamlTree {

  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final int DEEPEST = 32;

  private final Iterator<Event> events;
  private final String kind;

  private YamlTree(Iterator<Event> events, String kind) {
    this.events = events;
    this.kind = kind;
  }

  static SyntaxNode parse(String text, String kind) throws SyntaxException {
    try {
      Yaml yaml = new Yaml(new LoaderOptions());
      return new YamlTree(yaml.parse(new StringReader(text)).iterator(), kind).document();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new SyntaxException(
          line, "this is not YAML: " + e.getProblem() + "; look at indentation and quotes");
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw new SyntaxException(
          line,
          String.format(
              Locale.ROOT,
              "the character U+%04X is not allowed in YAML; remove it",
              e.getCodePoint()));
    } catch (YAMLException e) {
      throw new SyntaxException(1, "this is not YAML: " + e.getMessage());
    }
  }

  private SyntaxNode document() throws SyntaxException {
    events.next(); // Start of the stream.
    Event start = events.next();
    if (start.is(Event.ID.StreamEnd)) {
      return new Scalar(1, Kind.NULL, "");
    }
    SyntaxNode root = node(events.next(), 0);
    events.next(); // End of the document.
    Event after = events.next();
    if (!after.is(Event.ID.StreamEnd)) {
      throw new SyntaxException(
          line(after), "a second document begins here; write one " + kind + " per file");
    }
    return root;
  }

  private SyntaxNode node(Event event, int depth) throws SyntaxException {
    if (depth > DEEPEST) {
      throw new SyntaxException(
          line(event), "it is nested more than " + DEEPEST + " levels deep; no " + kind + " is");
    }
    if (event instanceof ScalarEvent scalar) {
      refuse(scalar.getAnchor() != null, event, "an anchor (&)");
      refuse(scalar.getTag() != null && !scalar.getTag().equals("!"), event, "a tag (!)");
      return scalar(scalar);
    }
    if (event instanceof SequenceStartEvent sequence) {
      refuse(sequence.getAnchor() != null, event, "an anchor (&)");
      refuse(sequence.getTag() != null, event, "a tag (!)");
      return sequence(event, depth);
    }
    if (event instanceof MappingStartEvent mapping) {
      refuse(mapping.getAnchor() != null, event, "an anchor (&)");
      refuse(mapping.getTag() != null, event, "a tag (!)");
      return mapping(event, depth);
    }
    refuse(event instanceof AliasEvent, event, "an alias (*)");
    throw new SyntaxException(line(event), "a value is missing");
  }

  private SyntaxNode sequence(Event start, int depth) throws SyntaxException {
    List<SyntaxNode> items = new ArrayList<>();
    for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
      items.add(node(event, depth + 1));
    }
    return new SyntaxNode.Sequence(line(start), List.copyOf(items));
  }

  private SyntaxNode mapping(Event start, int depth) throws SyntaxException {
    List<SyntaxNode.Entry> entries = new ArrayList<>();
    for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
      SyntaxNode key = node(event, depth + 1);
      if (!(key instanceof Scalar name)) {
        throw new SyntaxException(key.line(), key.description() + " can't be a key; write a name");
      }
      entries.add(new SyntaxNode.Entry(name, node(events.next(), depth + 1)));
    }
    return new SyntaxNode.Mapping(line(start), List.copyOf(entries));
  }

  private static Scalar scalar(ScalarEvent event) {
    String text = event.getValue();
    Kind kind = event.getScalarStyle() == ScalarStyle.PLAIN ? kind(text) : Kind.TEXT;
    return new Scalar(line(event), kind, text);
  }

  private static Kind kind(String plain) {
    return switch (plain) {
      case "", "~", "null", "Null", "NULL" -> Kind.NULL;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> Kind.BOOLEAN;
      default -> numberOrText(plain);
    };
  }

  private static Kind numberOrText(String plain) {
    if (INTEGER.matcher(plain).matches()) {
      return Kind.INTEGER;
    }
    return NUMBER.matcher(plain).matches() ? Kind.NUMBER : Kind.TEXT;
  }

  private void refuse(boolean wrong, Event event, String what) throws SyntaxException {
    if (wrong) {
      throw new SyntaxException(
          line(event),
          what + " is not read in " + kind + " files; write the value out, or quote it");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
