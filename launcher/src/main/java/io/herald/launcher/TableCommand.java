package io.herald.launcher;

/** A command whose flags are the rows of a table. */
interface TableCommand {

  /** Its flags, and what they were given. */
  CommandFlags flags();
}
