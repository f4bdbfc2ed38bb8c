package io.herald.publish.config;

import io.herald.services.problem.ProblemKind;
import java.util.Locale;

/** Problems that only keys in etcd can have. */
public enum PublishProblem implements ProblemKind {
  /** A key that is needed is somebody else's, and is left as it is. */
  FOREIGN_KEY;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
