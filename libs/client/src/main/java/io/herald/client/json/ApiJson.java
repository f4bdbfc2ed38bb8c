package io.herald.client.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.herald.client.model.ServiceInstance;
import io.herald.client.model.ServiceSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The documents of the API. Every method refuses what is no such document with a sentence. */
public final class ApiJson {

  private static final JsonFactory JSON = new JsonFactory();

  private ApiJson() {}

  /**
   * A page of a list.
   *
   * @param next the cursor of the page after it; empty if it is the last
   */
  public record Page<T>(List<T> items, Optional<String> next) {}

  /** A piece of a snapshot; the last one is {@code complete}. */
  public record SnapshotPiece(List<ServiceInstance> instances, boolean complete) {}

  @FunctionalInterface
  private interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }

  /** The data of an event about one instance. */
  public static ServiceInstance instance(String text) throws IOException {
    return document(text, InstanceReader::read);
  }

  /** The data of a snapshot event. */
  public static SnapshotPiece snapshot(String text) throws IOException {
    List<ServiceInstance> items = new ArrayList<>();
    boolean[] complete = {false};
    return document(
        text,
        json -> {
          JsonFields.read(
              json,
              "a snapshot",
              field -> {
                switch (field) {
                  case "items" ->
                      JsonFields.readAll(json, field, () -> items.add(InstanceReader.read(json)));
                  case "complete" -> complete[0] = json.currentToken() == JsonToken.VALUE_TRUE;
                  default -> json.skipChildren();
                }
              });
          return new SnapshotPiece(items, complete[0]);
        });
  }

  /** A page of instances. */
  public static Page<ServiceInstance> instances(String text) throws IOException {
    return page(text, InstanceReader::read);
  }

  /** A page of services. */
  public static Page<ServiceSummary> services(String text) throws IOException {
    return page(text, ApiJson::service);
  }

  /**
   * What a problem document says, {@code detail} or else {@code title}; empty if it is none or says
   * nothing.
   */
  public static String problem(String text) {
    String[] says = {"", ""};
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      JsonFields.read(
          json,
          "a problem",
          field -> {
            switch (field) {
              case "detail" -> says[0] = JsonFields.text(json);
              case "title" -> says[1] = JsonFields.text(json);
              default -> json.skipChildren();
            }
          });
    } catch (IOException e) {
      return ""; // whatever answered is no Herald; its status says enough
    }
    return says[0].isEmpty() ? says[1] : says[0];
  }

  private static <T> Page<T> page(String text, Reader<T> reader) throws IOException {
    List<T> items = new ArrayList<>();
    String[] next = {""};
    return document(
        text,
        json -> {
          JsonFields.read(
              json,
              "a list",
              field -> {
                switch (field) {
                  case "items" ->
                      JsonFields.readAll(json, field, () -> items.add(reader.read(json)));
                  case "next" -> next[0] = JsonFields.text(json);
                  default -> json.skipChildren();
                }
              });
          return new Page<>(
              List.copyOf(items), Optional.of(next[0]).filter(cursor -> !cursor.isEmpty()));
        });
  }

  private static ServiceSummary service(JsonParser json) throws IOException {
    String[] texts = {"", "", "", ""};
    int[] counts = {0, 0};
    long[] revision = {0};
    JsonFields.read(
        json,
        "a service",
        field -> {
          switch (field) {
            case "key" -> texts[0] = JsonFields.text(json);
            case "framework" -> texts[1] = JsonFields.text(json);
            case "name" -> texts[2] = JsonFields.text(json);
            case "environment" -> texts[3] = JsonFields.text(json);
            case "instances" -> counts[0] = JsonFields.number(json);
            case "healthy" -> counts[1] = JsonFields.number(json);
            case "revision" -> revision[0] = json.getValueAsLong();
            default -> json.skipChildren();
          }
        });
    return new ServiceSummary(
        texts[0], texts[1], texts[2], texts[3], counts[0], counts[1], revision[0]);
  }

  private static <T> T document(String text, Reader<T> reader) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() == null) {
        throw new IOException("it is empty, where a JSON object is expected");
      }
      return reader.read(json);
    }
  }
}
