package io.herald.render.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.herald.catalog.model.Task;
import io.herald.render.config.EmptyPolicy;
import io.herald.render.config.FileQuery;
import io.herald.render.config.FileSpec;
import io.herald.render.template.TemplateFailedException;
import io.herald.render.template.UnsafeItemException;
import io.herald.services.ServicesView;
import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * From the cluster at one moment to the bytes of one file: a pure function. An instance whose texts
 * can't be written safely is left out and named, the rest is there.
 */
public final class RenderPlan {

  private final FileSpec spec;
  private final Selection selection;
  private final boolean portsWritten;

  public RenderPlan(FileSpec spec, Selection selection) {
    this.spec = requireNonNull(spec, "spec");
    this.selection = requireNonNull(selection, "selection");
    this.portsWritten = spec.template().writes("endpoint") || spec.template().writes("port");
  }

  /** What the queries found, taken in one moment. */
  public record Found(Map<FileQuery, List<Instance>> instances) {}

  /** An instance that isn't in the file, though a query found it. */
  public record LeftOut(Task.Id task, ServiceKey service, String why) {}

  /** Instances of a file, by query; what a file's content is made of. */
  public static final class Contents {

    private final Map<FileQuery, List<RenderItem>> items;
    private final List<LeftOut> leftOut;

    private Contents(Map<FileQuery, List<RenderItem>> items, List<LeftOut> leftOut) {
      this.items = items;
      this.leftOut = List.copyOf(leftOut);
    }

    /** Nothing, of no query. */
    public static Contents none() {
      return new Contents(Map.of(), List.of());
    }

    /** The instances, each with all that a template can write of it; in the file's order. */
    public Map<Task.Id, Object> instances() {
      Map<Task.Id, Object> instances = new LinkedHashMap<>();
      items.values().forEach(list -> list.forEach(item -> instances.put(item.task(), item)));
      return instances;
    }

    /** What is left out by now. */
    public List<LeftOut> leftOut() {
      return leftOut;
    }

    /** How many instances there are, those of several queries counted in each. */
    public int size() {
      return items.values().stream().mapToInt(List::size).sum();
    }

    /** The same without some of the instances, for that reason. */
    public Contents without(Collection<Task.Id> tasks, String why) {
      Map<FileQuery, List<RenderItem>> rest = new LinkedHashMap<>();
      Map<Task.Id, LeftOut> more = new LinkedHashMap<>();
      items.forEach(
          (query, list) -> {
            List<RenderItem> kept = new ArrayList<>();
            for (RenderItem item : list) {
              if (tasks.contains(item.task())) {
                more.put(item.task(), new LeftOut(item.task(), item.service(), why));
              } else {
                kept.add(item);
              }
            }
            rest.put(query, List.copyOf(kept));
          });
      List<LeftOut> all = new ArrayList<>(leftOut);
      all.addAll(more.values());
      return new Contents(rest, all);
    }

    /** The queries of that name that find nothing. */
    boolean isEmpty(FileQuery query) {
      return items.getOrDefault(query, List.of()).isEmpty();
    }
  }

  /** A file's content. */
  public record Rendered(byte[] bytes, Contents contents) {}

  /** What the file's queries find now; to be called while the cluster stands still. */
  public Found find(ServicesView view) {
    Map<FileQuery, List<Instance>> found = new LinkedHashMap<>();
    spec.queries().forEach(query -> found.put(query, Selection.matching(query, view)));
    return new Found(found);
  }

  /** What of that a file can show. */
  public Contents contents(Found found) {
    Map<FileQuery, List<RenderItem>> items = new LinkedHashMap<>();
    List<LeftOut> leftOut = new ArrayList<>();
    found
        .instances()
        .forEach(
            (query, instances) -> {
              List<RenderItem> shown = new ArrayList<>();
              for (RenderItem item : selection.items(query, instances)) {
                if (portsWritten && item.port().isEmpty()) {
                  leftOut.add(
                      new LeftOut(
                          item.task(),
                          item.service(),
                          "it has no port, and the template writes one; name the port in its"
                              + " DiscoveryInfo"));
                } else {
                  shown.add(item);
                }
              }
              items.put(query, List.copyOf(shown));
            });
    return new Contents(items, leftOut);
  }

  /**
   * The file as it is to be, by the policy for queries that find nothing.
   *
   * @param safe what {@link #render} made of what the queries find
   * @param last what the file had last
   * @return empty if the file is to stay as it is
   * @throws TemplateFailedException if the template can't be filled in
   */
  public Optional<Rendered> byPolicy(Rendered safe, Contents last) {
    Optional<Contents> wanted = withPolicy(safe.contents(), last);
    if (wanted.isPresent() && wanted.get().size() == safe.contents().size()) {
      return Optional.of(safe);
    }
    return wanted.map(this::render);
  }

  private Optional<Contents> withPolicy(Contents contents, Contents last) {
    if (spec.empty() != EmptyPolicy.KEEP) {
      return Optional.of(contents);
    }
    Map<FileQuery, List<RenderItem>> items = new LinkedHashMap<>();
    for (FileQuery query : spec.queries()) {
      if (!contents.isEmpty(query)) {
        items.put(query, contents.items.get(query));
      } else if (!last.isEmpty(query)) {
        items.put(query, last.items.get(query));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Contents(items, contents.leftOut()));
  }

  /**
   * Fills in the template; instances with unsafe texts are left out.
   *
   * @throws TemplateFailedException if it can't be filled in
   */
  public Rendered render(Contents contents) {
    Contents rest = contents;
    while (true) {
      try {
        String text = spec.template().render(FileModel.of(spec, rest.items));
        return new Rendered(text.getBytes(UTF_8), rest);
      } catch (UnsafeItemException e) {
        Set<Task.Id> tasks = tasks(e.items());
        Contents without = rest.without(tasks, String.valueOf(e.getMessage()));
        if (without.size() == rest.size()) {
          throw new IllegalStateException("an instance that isn't there is unsafe", e);
        }
        rest = without;
      }
    }
  }

  private static Set<Task.Id> tasks(Set<Object> items) {
    return items.stream().map(Task.Id.class::cast).collect(Collectors.toSet());
  }
}
