package io.herald.facade.marathon;

import com.linecorp.armeria.common.QueryParams;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which apps a request asks for: by part of the id, and by labels. */
final class AppFilter {

  static final String UNSERVED =
      "Herald filters apps by id= and by label=, conditions KEY, KEY==VALUE and KEY!=VALUE with"
          + " commas between them; what tasks run (cmd=) it doesn't know";

  private static final Pattern CONDITION =
      Pattern.compile("\\s*([^\\s,=!]+)\\s*(?:(==|!=)\\s*([^\\s,=!]+)\\s*)?");

  private AppFilter() {}

  /** Empty if it asks for something else. */
  static Optional<Predicate<MarathonApp>> of(QueryParams params) {
    if (!params.get("cmd", "").isEmpty()) {
      return Optional.empty();
    }
    String id = params.get("id", "");
    Predicate<MarathonApp> filter = app -> app.id().contains(id);
    String selector = params.get("label", "");
    if (!selector.isEmpty()) {
      for (String text : selector.split(",", -1)) {
        Matcher condition = CONDITION.matcher(text);
        if (!condition.matches()) {
          return Optional.empty();
        }
        filter = filter.and(labelled(condition));
      }
    }
    return Optional.of(filter);
  }

  private static Predicate<MarathonApp> labelled(Matcher condition) {
    String key = condition.group(1);
    String operator = condition.group(2);
    String value = condition.group(3);
    if (operator == null) {
      return app -> app.labels().containsKey(key);
    }
    boolean wanted = operator.equals("==");
    return app -> value.equals(app.labels().get(key)) == wanted;
  }
}
