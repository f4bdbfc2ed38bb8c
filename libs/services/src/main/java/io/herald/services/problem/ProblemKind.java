package io.herald.services.problem;

/**
 * What sort of problem one is, as problems are counted. Each reader of services has an enum of its
 * own; what every reader may find is in {@link EntityProblem}.
 */
public interface ProblemKind {

  /** The kind's name in the API, in metrics and in the documentation: {@code unresolved-host}. */
  String text();
}
