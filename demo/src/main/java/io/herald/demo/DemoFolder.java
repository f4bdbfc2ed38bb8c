package io.herald.demo;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The demo's temporary folder; everything that it writes is below it and goes with it. */
final class DemoFolder implements AutoCloseable {

  private final Path path;

  private DemoFolder(Path path) {
    this.path = path;
  }

  static DemoFolder create() throws IOException {
    return new DemoFolder(Files.createTempDirectory("herald-demo-"));
  }

  /** Below another folder than the one of temporary files. */
  static DemoFolder createIn(Path parent) throws IOException {
    return new DemoFolder(Files.createTempDirectory(parent, "herald-demo-"));
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE; // a temporary file that is gone already
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
