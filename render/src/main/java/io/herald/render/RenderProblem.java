package io.herald.render;

import io.herald.services.problem.ProblemKind;

/** Problems of instances that concern rendered files. */
public enum RenderProblem implements ProblemKind {
  /** A query finds the instance, and its file can't show it. */
  NOT_RENDERED;

  @Override
  public String text() {
    return "not-rendered";
  }
}
