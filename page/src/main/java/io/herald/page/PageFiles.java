package io.herald.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The page's files, read from the class path once. They are listed here: no request chooses what is
 * read. All but the document itself are below a folder that is named after a digest of all of them,
 * so that browsers may keep them for ever and never mix those of two releases. Immutable.
 */
final class PageFiles {

  /** What the document refers to. Modules load each other by relative paths. */
  static final List<String> NAMES =
      List.of(
          "icon.svg",
          "style/frame.css",
          "style/parts.css",
          "style/tables.css",
          "style/tokens.css",
          "js/api.js",
          "js/changelog.js",
          "js/clock.js",
          "js/copy.js",
          "js/details.js",
          "js/dig.js",
          "js/dom.js",
          "js/health.js",
          "js/instances.js",
          "js/keys.js",
          "js/kinds.js",
          "js/list.js",
          "js/listview.js",
          "js/live.js",
          "js/main.js",
          "js/names.js",
          "js/pages.js",
          "js/plot.js",
          "js/poll.js",
          "js/rates.js",
          "js/resolver.js",
          "js/route.js",
          "js/rows.js",
          "js/say.js",
          "js/server.js",
          "js/sse.js",
          "js/theme.js",
          "js/token.js",
          "js/views/agents.js",
          "js/views/changes.js",
          "js/views/frameworks.js",
          "js/views/problems.js",
          "js/views/resolve.js",
          "js/views/service.js",
          "js/views/services.js",
          "js/views/sources.js",
          "js/watch.js",
          "js/words.js");

  private static final int DIGEST_CHARACTERS = 16;

  private final String folder;
  private final PageFile document;
  private final List<PageFile> files;

  private PageFiles(String folder, PageFile document, List<PageFile> files) {
    this.folder = folder;
    this.document = document;
    this.files = List.copyOf(files);
  }

  /**
   * Reads them.
   *
   * @throws UncheckedIOException if one is missing from the class path
   */
  static PageFiles read() {
    List<PageFile> files = NAMES.stream().map(PageFiles::read).toList();
    String folder = "page/" + digest(files) + "/";
    PageFile template = read("index.html");
    String document =
        new String(template.content(), UTF_8)
            .replace("{modules}", modules())
            .replace("{files}", folder);
    return new PageFiles(
        folder, new PageFile("index.html", template.type(), document.getBytes(UTF_8)), files);
  }

  /** Where the files are, relative to the document, with a closing slash. */
  String folder() {
    return folder;
  }

  /** The document that browsers get at {@code /}. */
  PageFile document() {
    return document;
  }

  /** All others. */
  List<PageFile> files() {
    return files;
  }

  /** A short digest of a file's content. */
  static String digest(PageFile file) {
    return digest(List.of(file));
  }

  /** The browser fetches all modules at once, instead of one after the other as it reads them. */
  private static String modules() {
    return NAMES.stream()
        .filter(name -> name.endsWith(".js"))
        .map(name -> "<link rel=\"modulepreload\" href=\"{files}" + name + "\">")
        .collect(joining("\n"));
  }

  private static String digest(List<PageFile> files) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (PageFile file : files) {
        digest.update(file.path().getBytes(UTF_8));
        digest.update((byte) 0);
        digest.update(file.content());
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static PageFile read(String name) {
    try (InputStream content = PageFiles.class.getResourceAsStream(name)) {
      if (content == null) {
        throw new IOException(name + " of the page is missing from the class path");
      }
      return new PageFile(name, PageFile.typeOf(name), content.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
