package io.herald.jobs.aurora;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolUtil;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryInputTransport;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of Aurora's AssignedTask that are needed here, by their ids; whatever else is
 * there is passed over. Never trusts a length that the bytes claim.
 */
final class AssignedTaskThrift {

  private static final int DEEPEST = 32;

  // AssignedTask
  private static final short TASK_ID = 1;
  private static final short AGENT_HOST = 3;
  private static final short TASK_CONFIG = 4;
  private static final short ASSIGNED_PORTS = 5;
  private static final short INSTANCE_ID = 6;
  // TaskConfig
  private static final short EXECUTOR_CONFIG = 25;
  private static final short METADATA = 27;
  private static final short JOB = 28;
  // JobKey, ExecutorConfig, Metadata
  private static final short ROLE = 1;
  private static final short ENVIRONMENT = 2;
  private static final short NAME = 3;
  private static final short EXECUTOR_DATA = 2;
  private static final short KEY = 1;
  private static final short VALUE = 2;

  private final TProtocol in;
  private final SortedMap<String, Integer> ports = new TreeMap<>();
  private final SortedMap<String, String> metadata = new TreeMap<>();
  private final Map<Short, String> job = new HashMap<>();
  private @Nullable String taskId;
  private @Nullable String hostname;
  private @Nullable Integer instance;
  private Optional<String> executorData = Optional.empty();

  private AssignedTaskThrift(TProtocol in) {
    this.in = in;
  }

  /** Takes a field, or says that it isn't one to take. */
  private interface Taker {
    boolean takes(TField field) throws TException;
  }

  /** The header of one of AssignedTask's fields: its type and its id, which is 1 to 6. */
  static boolean begins(byte[] data) {
    if (data.length < 3 || data[1] != 0 || data[2] < TASK_ID || data[2] > INSTANCE_ID) {
      return false;
    }
    return switch (data[2]) {
      case TASK_CONFIG -> data[0] == TType.STRUCT;
      case ASSIGNED_PORTS -> data[0] == TType.MAP;
      case INSTANCE_ID -> data[0] == TType.I32;
      default -> data[0] == TType.STRING;
    };
  }

  static AuroraTask read(byte[] data) {
    try {
      TConfiguration limits =
          TConfiguration.custom()
              .setMaxMessageSize(Math.max(1, data.length))
              .setRecursionLimit(DEEPEST)
              .build();
      AssignedTaskThrift reader =
          new AssignedTaskThrift(
              new TBinaryProtocol(
                  new TMemoryInputTransport(limits, data), data.length, data.length));
      reader.struct(reader::assignedTask);
      return reader.task();
    } catch (TException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      // The latter two: libthrift takes a negative length of a text as it is.
      throw new AuroraDataException("the Thrift bytes of AssignedTask break off or are damaged", e);
    }
  }

  private boolean assignedTask(TField field) throws TException {
    if (is(field, TASK_ID, TType.STRING)) {
      taskId = in.readString();
    } else if (is(field, AGENT_HOST, TType.STRING)) {
      hostname = in.readString();
    } else if (is(field, TASK_CONFIG, TType.STRUCT)) {
      struct(this::taskConfig);
    } else if (is(field, ASSIGNED_PORTS, TType.MAP)) {
      assignedPorts();
    } else if (is(field, INSTANCE_ID, TType.I32)) {
      instance = in.readI32();
    } else {
      return false;
    }
    return true;
  }

  private boolean taskConfig(TField field) throws TException {
    if (is(field, JOB, TType.STRUCT)) {
      struct(this::jobKey);
    } else if (is(field, EXECUTOR_CONFIG, TType.STRUCT)) {
      struct(this::executorConfig);
    } else if (is(field, METADATA, TType.SET)) {
      metadata();
    } else {
      return false;
    }
    return true;
  }

  private boolean jobKey(TField field) throws TException {
    if (field.type != TType.STRING || field.id < ROLE || field.id > NAME) {
      return false;
    }
    job.put(field.id, in.readString());
    return true;
  }

  private boolean executorConfig(TField field) throws TException {
    if (!is(field, EXECUTOR_DATA, TType.STRING)) {
      return false;
    }
    executorData = Optional.of(in.readString());
    return true;
  }

  private void assignedPorts() throws TException {
    TMap map = in.readMapBegin();
    require(
        map.size == 0 || (map.keyType == TType.STRING && map.valueType == TType.I32),
        "assignedPorts (field 5) is not a map of text to number");
    for (int i = 0; i < map.size; i++) {
      String name = in.readString();
      ports.put(name, in.readI32());
    }
    in.readMapEnd();
  }

  private void metadata() throws TException {
    TSet set = in.readSetBegin();
    require(
        set.size == 0 || set.elemType == TType.STRUCT,
        "the metadata (TaskConfig, field 27) is not a set of pairs");
    for (int i = 0; i < set.size; i++) {
      Map<Short, String> pair = new HashMap<>();
      struct(
          field -> {
            if (field.type != TType.STRING || (field.id != KEY && field.id != VALUE)) {
              return false;
            }
            pair.put(field.id, in.readString());
            return true;
          });
      if (pair.containsKey(KEY)) {
        metadata.put(pair.get(KEY), pair.getOrDefault(VALUE, ""));
      }
    }
    in.readSetEnd();
  }

  private void struct(Taker taker) throws TException {
    in.readStructBegin();
    TField field = in.readFieldBegin();
    while (field.type != TType.STOP) {
      if (!taker.takes(field)) {
        TProtocolUtil.skip(in, field.type, DEEPEST);
      }
      in.readFieldEnd();
      field = in.readFieldBegin();
    }
    in.readStructEnd();
  }

  private AuroraTask task() {
    return new AuroraTask(
        given("taskId (field 1)", taskId),
        given("slaveHost (field 3)", hostname),
        given("job.role (TaskConfig, field 28)", job.get(ROLE)),
        given("job.environment (TaskConfig, field 28)", job.get(ENVIRONMENT)),
        given("job.name (TaskConfig, field 28)", job.get(NAME)),
        given("instanceId (field 6)", instance),
        ports,
        executorData,
        metadata);
  }

  private static boolean is(TField field, short id, byte type) {
    return field.id == id && field.type == type;
  }

  private static <T> T given(String field, @Nullable T value) {
    if (value == null) {
      throw new AuroraDataException(
          "the Thrift bytes are not an AssignedTask: " + field + " is missing");
    }
    return value;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AuroraDataException("the Thrift bytes are not an AssignedTask: " + otherwise);
    }
  }
}
