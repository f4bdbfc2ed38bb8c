package io.herald.jobs;

import io.herald.jobs.port.PortVariables;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is seldom meant in a job that keeps all rules: a sentence each, with its field first. */
public final class JobWarnings {

  private JobWarnings() {}

  public static List<String> of(Job job) {
    List<String> warnings = new ArrayList<>();
    SortedMap<String, Integer> assigned = new TreeMap<>();
    for (String name : job.requestedPorts()) {
      assigned.put(name, 1 + assigned.size()); // Any numbers will do, as long as they differ.
    }
    SortedMap<String, Integer> ports = new TreeMap<>();
    job.resolve(assigned).forEach((name, port) -> ports.put(name, port.number()));
    PortVariables.clashes(ports).forEach(sentence -> warnings.add("ports: " + sentence));
    job.healthCheck()
        .map(HealthCheck::checker)
        .filter(checker -> checker instanceof HealthCheck.Http http && http.acceptsAnything())
        .ifPresent(
            checker ->
                warnings.add(
                    "health_check_config.health_checker.http: expected_response is empty and"
                        + " expected_response_code 0, so that any answer passes, one with the"
                        + " status 500 too, as in Aurora; write expected_response_code: 2xx"));
    return warnings;
  }
}
