package io.herald.examples.framework;

import io.herald.runtime.failure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over restarts which tasks were launched, and on which agents, beside the framework's
 * id: {@code FILE.tasks}, the id and then a line {@code task<tab>agent} for each. It is written
 * before each launch, so that it never lacks a task; that it may hold some which have ended since
 * does no harm. A file that can't be written is deleted: none is better than an old one.
 */
final class RememberedTasks {

  private static final Logger log = LoggerFactory.getLogger(RememberedTasks.class);

  private final Optional<StateFile> file;

  /**
   * Beside the file of the framework's id.
   *
   * @param idFile absent: nothing is remembered
   */
  RememberedTasks(Optional<Path> idFile) {
    this.file =
        idFile.map(
            path ->
                new StateFile(
                    path.resolveSibling(path.getFileName() + ".tasks"),
                    "after a restart the master has to be asked for every task"));
  }

  /**
   * The tasks of a framework, and their agents; empty if there are none, or they can't be known.
   */
  Map<String, String> read(String framework) {
    if (file.isEmpty()) {
      return Map.of();
    }
    try {
      return file.get().read().map(text -> parse(text, framework)).orElse(Map.of());
    } catch (IOException e) {
      log.warn(
          "{} can't be read: {}; the master is asked for every task",
          file.get().path(),
          Reason.of(file.get().path(), e));
      return Map.of();
    }
  }

  private Map<String, String> parse(String text, String framework) {
    String[] lines = text.split("\n", -1);
    Map<String, String> tasks = new LinkedHashMap<>();
    // A whole file ends in a line break: behind the last one there is nothing.
    boolean whole = lines.length > 1 && lines[lines.length - 1].isEmpty();
    for (int i = 1; whole && i < lines.length - 1; i++) {
      String[] fields = lines[i].split("\t", -1);
      whole = fields.length == 2 && !fields[0].isEmpty() && !fields[1].isEmpty();
      if (whole) {
        tasks.put(fields[0], fields[1]);
      }
    }
    if (!whole || !lines[0].equals(framework)) {
      log.info(
          "{} is not of framework {}, or damaged; the master is asked for every task",
          file.map(StateFile::path).orElseThrow(),
          framework);
      return Map.of();
    }
    return tasks;
  }

  /** These are all tasks of the framework, those that are about to be launched among them. */
  void remember(String framework, Map<String, String> tasks) {
    if (file.isEmpty()) {
      return;
    }
    StringBuilder text = new StringBuilder(framework).append('\n');
    tasks.forEach((task, agent) -> text.append(task).append('\t').append(agent).append('\n'));
    if (!file.get().replace(text.toString())) {
      file.get().delete();
    }
  }

  void forget() {
    file.ifPresent(StateFile::delete);
  }
}
