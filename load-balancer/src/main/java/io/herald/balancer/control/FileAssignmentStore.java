package io.herald.balancer.control;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps them in a file, for one balancer alone. */
public final class FileAssignmentStore implements AssignmentStore {

  private final ReplacedFile file;

  /** In this file, which need not be there. */
  public FileAssignmentStore(Path path) {
    this.file = new ReplacedFile(path);
  }

  @Override
  public Held read() throws IOException {
    return new Held(file.read(), 0);
  }

  @Override
  public boolean write(String text, long version) throws IOException {
    file.write(text);
    return true;
  }

  @Override
  public void onChange(Runnable listener) {}

  @Override
  public String place() {
    return file.path().toString();
  }

  @Override
  public void close() {}
}
