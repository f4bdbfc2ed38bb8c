package io.herald.client;

import io.herald.client.event.StreamedEvent;
import io.herald.client.json.ApiJson;
import io.herald.client.model.InstanceSelection;
import io.herald.client.model.ServiceInstance;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the events of one stream mean for the view of a watch. The pieces of a snapshot are kept
 * aside until it is complete. For one thread.
 */
final class EventReader {

  /** The id of events behind which no stream can go on. */
  private static final String NO_ID = "0";

  /**
   * What an event did.
   *
   * @param changes in the order in which they are to be told
   * @param settled whether the view is whole and as the server has it
   * @param resumeId from which a new stream can go on; empty: from none
   */
  record Effect(List<InstanceChange> changes, boolean settled, Optional<String> resumeId) {}

  private final LiveView view;
  private final InstanceSelection selection;
  private @Nullable Map<ServiceInstance.Key, ServiceInstance> snapshot;
  private boolean whole;

  /**
   * Of a new stream.
   *
   * @param resumed whether it goes on where the view is; otherwise a snapshot comes first
   */
  EventReader(LiveView view, InstanceSelection selection, boolean resumed) {
    this.view = view;
    this.selection = selection;
    this.whole = resumed;
  }

  /** Whether a new stream can go on behind an id of this one; empty if not. */
  Optional<String> resumeId(String id) {
    return whole && !id.isEmpty() && !id.equals(NO_ID) ? Optional.of(id) : Optional.empty();
  }

  /** Whether the event is the server's last word on this stream: the client is too slow for it. */
  static boolean isLast(StreamedEvent event) {
    return event.type().equals("lost");
  }

  /**
   * Applies it.
   *
   * @throws IOException if its data is not what such an event has
   */
  Effect apply(StreamedEvent event) throws IOException {
    return switch (event.type()) {
      case "snapshot" -> snapshot(event);
      case "added", "changed" -> put(event, ApiJson.instance(event.data()));
      case "removed" -> remove(event, ApiJson.instance(event.data()));
      default -> effect(List.of(), event); // of a newer server
    };
  }

  private Effect snapshot(StreamedEvent event) throws IOException {
    ApiJson.SnapshotPiece piece = ApiJson.snapshot(event.data());
    Map<ServiceInstance.Key, ServiceInstance> pieces =
        snapshot == null ? new LinkedHashMap<>() : snapshot;
    for (ServiceInstance instance : piece.instances()) {
      if (selection.accepts(instance)) {
        pieces.put(instance.key(), instance);
      }
    }
    snapshot = pieces;
    whole = false;
    if (!piece.complete()) {
      return effect(List.of(), event);
    }
    snapshot = null;
    whole = true;
    return effect(view.replace(pieces), event);
  }

  private Effect put(StreamedEvent event, ServiceInstance instance) {
    if (!selection.accepts(instance)) {
      return remove(event, instance);
    }
    if (snapshot != null) {
      snapshot.put(instance.key(), instance);
      return effect(List.of(), event);
    }
    return effect(view.put(instance), event);
  }

  private Effect remove(StreamedEvent event, ServiceInstance instance) {
    if (snapshot != null) {
      snapshot.remove(instance.key());
      return effect(List.of(), event);
    }
    return effect(view.remove(instance), event);
  }

  private Effect effect(List<InstanceChange> changes, StreamedEvent event) {
    return new Effect(changes, whole, resumeId(event.id()));
  }
}
