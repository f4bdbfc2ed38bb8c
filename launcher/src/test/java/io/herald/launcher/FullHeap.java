package io.herald.launcher;

import org.jspecify.annotations.Nullable;

/** Herald's main in a heap of which others have left too little for any command. */
final class FullHeap {

  private static final int PIECE = 1 << 14;
  private static final int LEFT_PIECES = 16;

  private static Object @Nullable [] taken;

  private FullHeap() {}

  public static void main(String[] args) throws ClassNotFoundException {
    Class.forName(Herald.class.getName());
    try {
      while (true) {
        Object[] piece = new Object[PIECE / 4];
        piece[0] = taken;
        taken = piece;
      }
    } catch (OutOfMemoryError e) {
      for (int i = 0; i < LEFT_PIECES && taken != null; i++) {
        taken = (Object[]) taken[0];
      }
    }
    Herald.main(args);
  }
}
