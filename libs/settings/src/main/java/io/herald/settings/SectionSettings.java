package io.herald.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several sections came to, in one reading. Immutable; equal if all their settings are. */
public final class SectionSettings {

  /** Of no section. */
  public static final SectionSettings NONE = new SectionSettings(Map.of());

  private final Map<SettingsSection<?>, Object> settings;

  private SectionSettings(Map<SettingsSection<?>, Object> settings) {
    this.settings = Map.copyOf(settings);
  }

  /** Reads all of them; problems are noted in the values. */
  public static SectionSettings read(List<? extends SettingsSection<?>> sections, Values values) {
    Map<SettingsSection<?>, Object> settings = new LinkedHashMap<>();
    sections.forEach(section -> settings.put(section, section.read(values)));
    return new SectionSettings(settings);
  }

  /**
   * What the section came to.
   *
   * @throws IllegalArgumentException if it was not read
   */
  public <S> S of(SettingsSection<S> section) {
    @SuppressWarnings("unchecked") // what the section itself read
    S found = (S) settings.get(section);
    if (found == null) {
      throw new IllegalArgumentException(
          "the configuration was read without the parameters "
              + section.parameters()
              + "; give this section to its reader");
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SectionSettings that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    return settings.values().toString();
  }
}
