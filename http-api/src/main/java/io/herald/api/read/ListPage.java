package io.herald.api.read;

import com.fasterxml.jackson.core.JsonGenerator;
import io.herald.api.json.JsonText;
import io.herald.api.paging.PageCursor;
import io.herald.api.schema.Schema;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list.
 *
 * @param next cursor of the next page; empty: this is the last one
 */
record ListPage<T>(List<T> items, Optional<String> next) {

  ListPage {
    items = List.copyOf(items);
  }

  /** Writes one item. */
  @FunctionalInterface
  interface ItemWriter<T> {
    void write(JsonGenerator json, T item) throws IOException;
  }

  /**
   * The page of what was found.
   *
   * @param found up to one more than the page has room for
   * @param key sort key of an item
   */
  static <T> ListPage<T> of(String list, List<T> found, int limit, Function<T, List<String>> key) {
    return found.size() <= limit
        ? new ListPage<>(found, Optional.empty())
        : new ListPage<>(
            found.subList(0, limit),
            Optional.of(PageCursor.of(list, key.apply(found.get(limit - 1)))));
  }

  /** Writes the page's fields into an object that has been begun. */
  void writeFields(JsonGenerator json, ItemWriter<T> writer) throws IOException {
    json.writeArrayFieldStart("items");
    for (T item : items) {
      writer.write(json, item);
    }
    json.writeEndArray();
    if (next.isPresent()) {
      json.writeStringField("next", next.get());
    }
  }

  /**
   * The page as a document of a list of what the sources tell.
   *
   * @param complete as in {@link #schema}
   */
  JsonText.Writer document(ItemWriter<T> writer, boolean complete) {
    return json -> {
      json.writeStartObject();
      writeFields(json, writer);
      json.writeBooleanField("complete", complete);
      json.writeEndObject();
    };
  }

  /** What {@link #document} is. */
  static Schema schema(String name, String meaning, Schema item) {
    return fields(meaning, item).field("complete", complete()).schema().named(name);
  }

  /** The fields of every page. */
  static Schema.Properties fields(String meaning, Schema item) {
    return Schema.object(meaning)
        .field("items", Schema.listOf("In the order of the list.", item))
        .optional(
            "next", Schema.text("The value of cursor for the next page; absent on the last one."));
  }

  /** Of lists of what the sources tell. */
  static Schema complete() {
    return Schema.flag(
        "Whether every source has told all it knows; what isn't listed before that may yet come.");
  }
}
