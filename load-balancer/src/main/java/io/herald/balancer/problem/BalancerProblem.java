package io.herald.balancer.problem;

import io.herald.services.problem.ProblemKind;
import java.util.Locale;

/** Problems of what is balanced. Each costs as little as it can: one label, one VIP, one plane. */
public enum BalancerProblem implements ProblemKind {
  /** A VIP label that can't be read; its VIP isn't served for this port. */
  VIP_LABEL,
  /** A label that asks for something that isn't there; it counts as absent. */
  VIP_OPTION,
  /** A label of Marathon-LB's that can't be used, or that costs another one its effect. */
  WEB_LABEL,
  /** Instances of one VIP ask for different things. */
  VIP_CONFLICT,
  /** A VIP that gets no address of its family. */
  VIP_ADDRESS,
  /** The addresses given to names can't be read, written or shared. */
  VIP_ASSIGNMENT,
  /** The service ports given to web services can't be read, written or shared. */
  SERVICE_PORTS,
  /** More than half of a service's backends went at once; they are kept for the grace time. */
  LOST_BACKENDS,
  /** The state of the last run can't be read or written. */
  SAVED_STATE,
  /** What a data plane can't carry. */
  PLANE;

  @Override
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
