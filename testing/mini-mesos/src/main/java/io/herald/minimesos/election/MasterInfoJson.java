package io.herald.minimesos.election;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.herald.minimesos.codec.MesosJson;
import java.io.UncheckedIOException;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.MasterInfo;

/** The bytes of a candidate's node: the MasterInfo as JSON, keys in alphabetical order. */
public final class MasterInfoJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private MasterInfoJson() {}

  public static byte[] bytes(MasterInfo info) {
    try {
      return MAPPER.writeValueAsBytes(MAPPER.readValue(MesosJson.print(info), TreeMap.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("own JSON can't be read", e);
    }
  }
}
