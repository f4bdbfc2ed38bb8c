package io.herald.settings;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/**
 * The parameters of one part of a command, with the settings that they come to. A part that the
 * command doesn't know declares one, and its rows stand in the command's table: as flags, variables
 * and keys of its file, in its help and on its reference page. Immutable; compared by identity.
 *
 * <pre>{@code
 * public static final SettingsSection<ApiSettings> SECTION =
 *     SettingsSection.of(List.of(PAGE_SIZE, …), ApiParameters::read);
 * }</pre>
 *
 * @param <S> the part's settings: a value, so that two readings of the same are equal
 */
public final class SettingsSection<S> {

  private final List<Parameter<?>> parameters;
  private final Function<Values, S> reading;

  private SettingsSection(List<Parameter<?>> parameters, Function<Values, S> reading) {
    this.parameters = List.copyOf(parameters);
    this.reading = requireNonNull(reading, "reading");
  }

  /**
   * A section.
   *
   * @param parameters in the order of the help
   * @param reading makes the settings; what is wrong it notes as a problem of the values, and goes
   *     on with something else
   */
  public static <S> SettingsSection<S> of(
      List<Parameter<?>> parameters, Function<Values, S> reading) {
    return new SettingsSection<>(parameters, reading);
  }

  /** A part without parameters. */
  public static <S> SettingsSection<S> without(S settings) {
    return of(List.of(), values -> settings);
  }

  public List<Parameter<?>> parameters() {
    return parameters;
  }

  /** The settings that the values come to; problems are noted in the values. */
  public S read(Values values) {
    return reading.apply(values);
  }
}
