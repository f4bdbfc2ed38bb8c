package io.herald.skydns;

/** Whose rules count where the two differ. */
public enum RulesChoice {
  SKYDNS,
  COREDNS
}
