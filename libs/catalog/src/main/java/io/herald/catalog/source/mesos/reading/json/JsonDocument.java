package io.herald.catalog.source.mesos.reading.json;

import io.herald.catalog.source.mesos.reading.SnapshotException;
import java.io.IOException;
import java.io.InputStream;

/** Walks over a document of a master: its fields, and the elements of its lists. Stateless. */
final class JsonDocument {

  private JsonDocument() {}

  /** Reads a document that is an object, field by field. */
  static void read(InputStream body, String from, Field field) throws IOException {
    JsonScanner scanner = new JsonScanner(body, from);
    if (!scanner.enterObject()) {
      throw new SnapshotException(from + ": a JSON object in UTF-8 was expected");
    }
    while (scanner.hasMember()) {
      field.read(scanner, scanner.name());
    }
  }

  /** Reads a list; false if it is {@code null}. */
  static boolean elements(JsonScanner scanner, String from, String name, Element element)
      throws IOException {
    if (scanner.isNull()) {
      scanner.skip();
      return false;
    }
    if (!scanner.enterArray()) {
      throw new SnapshotException(from + ": \"" + name + "\": a JSON array was expected");
    }
    while (scanner.hasElement()) {
      element.read();
    }
    return true;
  }

  @FunctionalInterface
  interface Field {
    void read(JsonScanner scanner, String name) throws IOException;
  }

  @FunctionalInterface
  interface Element {
    void read() throws IOException;
  }
}
