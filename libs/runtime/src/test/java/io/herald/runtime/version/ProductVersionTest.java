package io.herald.runtime.version;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductVersionTest {

  @Test
  void theBuildHasWrittenItsVersion() {
    assertThat(ProductVersion.current()).matches("\\d+\\.\\d+\\.\\d+.*");
  }
}
