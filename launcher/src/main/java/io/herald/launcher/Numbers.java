package io.herald.launcher;

import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the numbers of flags; errors are words, not types of Java. */
final class Numbers {

  private Numbers() {}

  /** For all commands that a command line has by now. */
  static void register(CommandLine commandLine) {
    Fractions fractions = new Fractions();
    Integers integers = new Integers();
    Longs longs = new Longs();
    commandLine
        .registerConverter(double.class, fractions)
        .registerConverter(Double.class, fractions)
        .registerConverter(int.class, integers)
        .registerConverter(Integer.class, integers)
        .registerConverter(Seconds.class, new SecondsConverter())
        .registerConverter(long.class, longs)
        .registerConverter(Long.class, longs);
  }

  // Classes, as JDK 17 crashes when it archives lambdas of picocli's interfaces here.

  private static final class Fractions implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      return number(text);
    }
  }

  private static final class SecondsConverter implements ITypeConverter<Seconds> {
    @Override
    public Seconds convert(String text) {
      return Seconds.of(number(text));
    }
  }

  private static final class Integers implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return small(text);
    }
  }

  private static final class Longs implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return large(text);
    }
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
