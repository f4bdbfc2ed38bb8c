package io.herald.launcher;

/** Main of the executor's package: the commands that a machine with tasks needs, and no others. */
public final class AgentHerald {

  private AgentHerald() {}

  public static void main(String[] args) {
    Herald.main(HeraldCommands.OF_AGENTS, args);
  }
}
