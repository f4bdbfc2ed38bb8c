package io.herald.page;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.MediaType;

/**
 * One file of the page, as it is sent.
 *
 * @param path below the page's folder: {@code js/main.js}
 * @param content never changed
 */
record PageFile(String path, MediaType type, byte[] content) {

  PageFile {
    requireNonNull(path, "path");
    requireNonNull(type, "type");
    requireNonNull(content, "content");
  }

  /**
   * The type of a file by its name.
   *
   * @throws IllegalArgumentException if the page has no files of that kind
   */
  static MediaType typeOf(String path) {
    String extension = path.substring(path.lastIndexOf('.') + 1);
    return switch (extension) {
      case "js" -> MediaType.JAVASCRIPT_UTF_8;
      case "css" -> MediaType.CSS_UTF_8;
      case "svg" -> MediaType.SVG_UTF_8;
      case "html" -> MediaType.HTML_UTF_8;
      default -> throw new IllegalArgumentException("the page has no file like " + path);
    };
  }
}
