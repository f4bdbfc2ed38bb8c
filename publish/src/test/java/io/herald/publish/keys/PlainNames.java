package io.herald.publish.keys;

import io.herald.services.instance.Instance;
import io.herald.services.instance.ServiceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A name as it is, and if it has dots, as one label too: a stand-in for the zone's rules. */
public record PlainNames() implements ServiceNames {

  @Override
  public String shared(ServiceKey service) {
    return service.framework() + " " + service.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<List<String>> names(Instance instance) {
    String name = instance.service().name().toLowerCase(Locale.ROOT);
    String framework = instance.service().framework();
    List<List<String>> names = new ArrayList<>();
    List<String> dotted = new ArrayList<>(List.of(name.split("\\.")));
    dotted.add(framework);
    names.add(dotted);
    if (name.contains(".")) {
      names.add(List.of(name.replace('.', '-'), framework));
    }
    return names;
  }
}
