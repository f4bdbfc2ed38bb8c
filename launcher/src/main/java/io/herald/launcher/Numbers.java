package io.herald.launcher;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads the numbers of flags; what is none is told in words, not as a type of Java's. */
final class Numbers {

  private Numbers() {}

  /** For all commands that a command line has by now. */
  static void register(CommandLine commandLine) {
    commandLine
        .registerConverter(double.class, Numbers::number)
        .registerConverter(Double.class, Numbers::number)
        .registerConverter(int.class, Numbers::small)
        .registerConverter(Integer.class, Numbers::small)
        .registerConverter(long.class, Numbers::large)
        .registerConverter(Long.class, Numbers::large);
  }

  private static double number(String text) {
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number) && !text.matches(".*[dDfFxX]")) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw none(text, "a number");
    }
    throw none(text, "a number");
  }

  private static int small(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw none(text, "a whole number");
    }
  }

  private static long large(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw none(text, "a whole number");
    }
  }

  private static TypeConversionException none(String text, String what) {
    boolean tooLarge = text.matches("[+-]?\\d{10,}");
    return new TypeConversionException(
        "\"" + text + "\" is " + (tooLarge ? "too large" : "not " + what));
  }
}
