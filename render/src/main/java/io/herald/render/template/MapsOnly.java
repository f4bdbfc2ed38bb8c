package io.herald.render.template;

import com.github.mustachejava.Binding;
import com.github.mustachejava.Code;
import com.github.mustachejava.TemplateContext;
import com.github.mustachejava.reflect.AbstractObjectHandler;
import com.github.mustachejava.util.Wrapper;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds names in maps alone, from the innermost scope outwards; no method or field of a Java object
 * is ever called. A key may hold dots: {@code labels.io.example.zone} is the label {@code
 * io.example.zone}.
 */
final class MapsOnly extends AbstractObjectHandler {

  /** A name that was found, if with nothing behind it. */
  private record Found(@Nullable Object value) {}

  @Override
  public Wrapper find(String name, List<Object> scopes) {
    return now -> look(name, now);
  }

  @Override
  public Binding createBinding(String name, TemplateContext where, Code code) {
    return scopes -> look(name, scopes);
  }

  private static @Nullable Object look(String name, List<Object> scopes) {
    for (int i = scopes.size() - 1; i >= 0; i--) {
      Found found = in(scopes.get(i), name);
      if (found != null) {
        return found.value();
      }
    }
    return null;
  }

  /** Null if the first part of the name isn't there. */
  private static @Nullable Found in(@Nullable Object scope, String name) {
    if (!(scope instanceof Map<?, ?> map)) {
      return null;
    }
    if (map.containsKey(name)) {
      return new Found(map.get(name));
    }
    int dot = name.indexOf('.');
    if (dot < 0 || !map.containsKey(name.substring(0, dot))) {
      return null;
    }
    Found rest = in(map.get(name.substring(0, dot)), name.substring(dot + 1));
    return rest == null ? new Found(null) : rest;
  }
}
