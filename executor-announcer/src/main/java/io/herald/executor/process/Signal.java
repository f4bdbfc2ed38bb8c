package io.herald.executor.process;

/** The signals that a task's processes are sent. */
public enum Signal {
  /** Please end. */
  TERM,
  /** Please end, as from a keyboard. */
  INT,
  /** The terminal is gone; to most servers: read your configuration again. */
  HUP,
  /** What the program makes of it. */
  USR1,
  /** What the program makes of it. */
  USR2,
  /** End now; can't be caught. */
  KILL
}
