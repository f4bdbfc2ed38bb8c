package io.herald.settings;

/**
 * The whole numbers that a setting may have. A room's record declares it once; the record's
 * constructor and the parameter's row both use it.
 *
 * @param least the smallest, included
 * @param most the largest, included
 */
public record Range(long least, long most) {

  /** Port numbers; 0 takes any free one. */
  public static final Range PORTS = new Range(0, 65_535);

  public Range {
    if (least > most) {
      throw new IllegalArgumentException("a range from " + least + " to " + most + " is empty");
    }
  }

  public boolean contains(long number) {
    return least <= number && number <= most;
  }

  /**
   * Refuses a number outside the range.
   *
   * @throws IllegalArgumentException with the field, its value and the range
   */
  public void require(String field, long number) {
    if (!contains(number)) {
      throw new IllegalArgumentException(field + " = " + number + ": it must be " + this);
    }
  }

  /** {@code 1 to 65535}. */
  @Override
  public String toString() {
    return least + " to " + most;
  }
}
