package io.herald.jobs.port;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a portmap's value as a port number, by the rules of Aurora's executor. */
public final class PortNumbers {

  // Python's int(): blanks around, a sign and leading zeros pass; hexadecimal doesn't.
  private static final Pattern DECIMAL = Pattern.compile("\\s*[+-]?[0-9]+\\s*");
  private static final BigInteger HIGHEST = BigInteger.valueOf(65535);

  private PortNumbers() {}

  /** Whether a value is a number, be it in range or not, and not a port's name. */
  public static boolean isNumber(String value) {
    return DECIMAL.matcher(value).matches();
  }

  /**
   * The number that a value is.
   *
   * @return 1 to 65535; absent if the value is a name
   * @throws IllegalArgumentException if the number is out of range; Aurora lets such ones through
   */
  public static Optional<Integer> read(String value) {
    if (!isNumber(value)) {
      return Optional.empty();
    }
    BigInteger number = new BigInteger(value.strip());
    if (number.signum() <= 0 || number.compareTo(HIGHEST) > 0) {
      throw new IllegalArgumentException(
          "port " + number + " is out of range; write a number from 1 to 65535");
    }
    return Optional.of(number.intValueExact());
  }
}
