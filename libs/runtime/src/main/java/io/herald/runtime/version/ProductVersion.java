package io.herald.runtime.version;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this Herald, as the build wrote it into a resource: the same text in the start
 * line, {@code --version}, the HTTP API, the metrics and DNS' {@code version.bind}.
 */
public final class ProductVersion {

  private static final String RESOURCE = "version.properties";

  private ProductVersion() {}

  /** The version alone, "0.1.0" say. */
  public static String current() {
    try (InputStream resource = ProductVersion.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing from this build");
      }
      Properties properties = new Properties();
      properties.load(new InputStreamReader(resource, UTF_8));
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " can't be read", e);
    }
  }
}
