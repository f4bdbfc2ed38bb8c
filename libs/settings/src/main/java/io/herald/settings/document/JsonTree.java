package io.herald.settings.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.settings.document.SyntaxNode.Kind;
import io.herald.settings.document.SyntaxNode.Scalar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON into a tree with lines. */
final class JsonTree {

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;

  private JsonTree(JsonParser parser) {
    this.parser = parser;
  }

  static SyntaxNode parse(String text, String kind) throws SyntaxException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return new Scalar(1, Kind.NULL, "");
      }
      JsonTree tree = new JsonTree(parser);
      SyntaxNode root = tree.node();
      if (parser.nextToken() != null) {
        throw new SyntaxException(
            tree.line(), "a second value begins here; write one " + kind + " per file");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw StrictJson.refused(e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  private SyntaxNode node() throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping();
      case START_ARRAY -> sequence();
      case VALUE_NUMBER_INT -> scalar(Kind.INTEGER);
      case VALUE_NUMBER_FLOAT -> scalar(Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(Kind.BOOLEAN);
      case VALUE_NULL -> scalar(Kind.NULL);
      default -> scalar(Kind.TEXT);
    };
  }

  private SyntaxNode mapping() throws IOException {
    int line = line();
    List<SyntaxNode.Entry> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Scalar key = scalar(Kind.TEXT);
      parser.nextToken();
      entries.add(new SyntaxNode.Entry(key, node()));
    }
    return new SyntaxNode.Mapping(line, List.copyOf(entries));
  }

  private SyntaxNode sequence() throws IOException {
    int line = line();
    List<SyntaxNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node());
    }
    return new SyntaxNode.Sequence(line, List.copyOf(items));
  }

  private Scalar scalar(Kind kind) throws IOException {
    return new Scalar(line(), kind, parser.getText());
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }
}
