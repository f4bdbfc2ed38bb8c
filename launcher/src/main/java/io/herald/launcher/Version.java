package io.herald.launcher;

import io.herald.runtime.version.ProductVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints, of every command. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }

  static String line() {
    return "herald " + ProductVersion.current();
  }
}
