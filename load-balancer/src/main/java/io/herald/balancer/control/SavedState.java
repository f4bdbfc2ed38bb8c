package io.herald.balancer.control;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.herald.balancer.plane.DesiredState;
import io.herald.balancer.plane.Vip;
import io.herald.balancer.plane.VipHost;
import io.herald.balancer.plane.VipKey;
import io.herald.balancer.web.WebService;
import io.herald.services.host.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last desired state in a file, for the next start: what a data plane carries on with while the
 * cluster can't be read, and what its first sight is compared with.
 */
final class SavedState {

  private static final int VERSION = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModules(new Jdk8Module(), new Texts())
          // The components of records, and nothing that is computed of them.
          .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .visibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .build();

  private final ReplacedFile file;

  SavedState(Path path) {
    this.file = new ReplacedFile(path);
  }

  /**
   * What stands in the file.
   *
   * @param version of its form
   * @param places of tasks, by id; null in files of Herald before it kept them
   */
  private record Document(
      int version,
      List<Vip> vips,
      SortedMap<String, WebService> web,
      @Nullable SortedMap<String, TaskPlace> places) {
    Document {
      vips = List.copyOf(vips);
      web = new TreeMap<>(web);
    }
  }

  /**
   * The state; empty if none is kept.
   *
   * @throws IOException with a sentence, if there is one that can't be read
   */
  Optional<KeptState> read(long revision) throws IOException {
    Optional<String> text = file.read();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Document document = JSON.readValue(text.get(), Document.class);
      if (document.version != VERSION) {
        throw new IOException(
            file.path() + ": the state of the last run has another version; starting without it");
      }
      SortedMap<VipKey, Vip> vips = new TreeMap<>();
      document.vips.forEach(vip -> vips.put(vip.key(), vip));
      return Optional.of(
          new KeptState(
              new DesiredState(revision, vips, document.web),
              Objects.requireNonNullElse(document.places, new TreeMap<>())));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file.path()
              + ": the state of the last run was cut, or changed by others; starting without it",
          e);
    }
  }

  /**
   * Keeps a state.
   *
   * @throws IOException with a sentence
   */
  void write(KeptState kept) throws IOException {
    DesiredState state = kept.state();
    file.write(
        JSON.writeValueAsString(
            new Document(
                VERSION,
                List.copyOf(state.vips().values()),
                state.web(),
                new TreeMap<>(kept.places()))));
  }

  /** Addresses, hosts and durations as text. */
  private static final class Texts extends SimpleModule {
    private static final long serialVersionUID = 1L;

    Texts() {
      addSerializer(InetAddress.class, new Writer<>(InetAddress::getHostAddress));
      addDeserializer(InetAddress.class, new Reader<>(Texts::address));
      addSerializer(Duration.class, new Writer<>(Duration::toString));
      addDeserializer(Duration.class, new Reader<>(Duration::parse));
      addSerializer(VipHost.class, new Writer<>(Texts::text));
      addDeserializer(VipHost.class, new Reader<>(Texts::host));
    }

    private static String text(VipHost host) {
      return (host instanceof VipHost.Fixed ? "address " : "name ") + host.text();
    }

    private static VipHost host(String text) {
      if (text.startsWith("name ")) {
        return new VipHost.Named(text.substring("name ".length()));
      }
      if (text.startsWith("address ")) {
        return new VipHost.Fixed(address(text.substring("address ".length())));
      }
      throw new IllegalArgumentException("\"" + text + "\" is not a host of a VIP");
    }

    private static InetAddress address(String text) {
      return IpText.parse(text)
          .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is not an address"));
    }
  }

  private static final class Writer<T> extends JsonSerializer<T> {
    private final Function<T, String> text;

    Writer(Function<T, String> text) {
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator to, SerializerProvider of) throws IOException {
      to.writeString(text.apply(value));
    }
  }

  private static final class Reader<T> extends JsonDeserializer<T> {
    private final Function<String, T> value;

    Reader(Function<String, T> value) {
      this.value = value;
    }

    @Override
    public T deserialize(JsonParser from, DeserializationContext context) throws IOException {
      try {
        return value.apply(from.getText());
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw context.weirdStringException(
            from.getText(), Object.class, String.valueOf(e.getMessage()));
      }
    }
  }
}
