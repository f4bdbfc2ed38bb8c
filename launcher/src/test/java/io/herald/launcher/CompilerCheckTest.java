package io.herald.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerCheckTest {

  @Test
  void encryptionWithoutTheOptimizingCompilerIsReported() {
    assertThat(CompilerCheck.warning(true, "mixed mode, emulated-client, sharing"))
        .hasValueSatisfying(text -> assertThat(text).contains("optimizing compiler", "restart"));
    assertThat(CompilerCheck.warning(false, "mixed mode, emulated-client, sharing")).isEmpty();
    assertThat(CompilerCheck.warning(true, "mixed mode, sharing")).isEmpty();
  }

  /** The tests run with -XX:TieredStopAtLevel=1 too. */
  @Test
  void theJvmSaysThatItHasTheQuickCompilerAlone() {
    assertThat(CompilerCheck.warning(true, System.getProperty("java.vm.info"))).isPresent();
  }
}
