package io.herald.render.config;

import io.herald.settings.Parameter;
import io.herald.settings.ValueTypes;
import io.herald.settings.Values;
import java.nio.file.Path;
import java.util.Optional;

/** The parameters of rendered files inside another command. */
public final class RenderParameters {

  public static final Parameter<Path> RENDER_CONFIG =
      Parameter.of(
          "renderConfig",
          "render-config",
          ValueTypes.file("FILE"),
          "file that says which files are rendered from the services, as of herald render --config");

  private RenderParameters() {}

  /** The settings; what is wrong with the file is a problem of the values, too. */
  public static RenderSettings read(Values values) {
    Optional<Path> file = values.find(RENDER_CONFIG);
    if (file.isPresent()) {
      try {
        RenderConfig unused = RenderConfigFile.read(file.get());
      } catch (RenderConfigException e) {
        e.errors().forEach(error -> values.problem(RENDER_CONFIG, error));
      }
    }
    return new RenderSettings(file.map(Path::toAbsolutePath));
  }
}
