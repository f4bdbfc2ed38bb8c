package io.herald.examples.framework;

import io.herald.executor.HeraldExecutor;
import io.herald.executor.options.ExecutorOptions;

/** Herald's executor without an ensemble, as the agents of these tests start it. */
final class ExecutorUnderTest {

  private ExecutorUnderTest() {}

  public static void main(String[] args) {
    System.exit(HeraldExecutor.run(ExecutorOptions.builder().build(), System.getenv()));
  }

  /** The command line that runs it; the class path comes by {@code CLASSPATH}. */
  static String command() {
    return "exec \""
        + ProcessHandle.current().info().command().orElse("java")
        + "\" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData -Xmx64m "
        + ExecutorUnderTest.class.getName();
  }
}
