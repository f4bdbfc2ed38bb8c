package io.herald.executor.process;

/** The signals that an executor sends to a process group. */
public enum Signal {
  /** Please end. */
  TERM,
  /** End now; can't be caught. */
  KILL
}
