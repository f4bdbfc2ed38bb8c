package io.herald.jobs.handoff;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.TreeMap;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TField;
import org.apache.thrift.protocol.TMap;
import org.apache.thrift.protocol.TSet;
import org.apache.thrift.protocol.TType;
import org.apache.thrift.transport.TMemoryBuffer;

/**
 * AssignedTask as Aurora's scheduler writes it, with the fields that are read and some that aren't.
 */
final class AssignedTaskBytes {

  private final TMemoryBuffer buffer;
  private final TBinaryProtocol out;

  private AssignedTaskBytes() throws TException {
    buffer = new TMemoryBuffer(4096);
    out = new TBinaryProtocol(buffer);
  }

  static ByteString of(String data, Map<String, Integer> ports) throws TException {
    AssignedTaskBytes bytes = new AssignedTaskBytes();
    bytes.assignedTask(data, ports);
    return ByteString.copyFrom(bytes.buffer.getArray(), 0, bytes.buffer.length());
  }

  private void assignedTask(String data, Map<String, Integer> ports) throws TException {
    text(1, "task-1");
    text(2, "agent-id");
    text(3, "agent1.example");
    field(TType.STRUCT, 4);
    taskConfig(data);
    field(TType.MAP, 5);
    out.writeMapBegin(new TMap(TType.STRING, TType.I32, ports.size()));
    for (Map.Entry<String, Integer> port : new TreeMap<>(ports).entrySet()) {
      out.writeString(port.getKey());
      out.writeI32(port.getValue());
    }
    number(6, 3);
    out.writeFieldStop();
  }

  private void taskConfig(String data) throws TException {
    field(TType.BOOL, 7); // isService
    out.writeBool(true);
    number(11, 0); // priority
    field(TType.SET, 20); // constraints
    out.writeSetBegin(new TSet(TType.STRUCT, 1));
    text(1, "host");
    out.writeFieldStop();
    field(TType.STRUCT, 25);
    text(1, "AuroraExecutor");
    text(2, data);
    out.writeFieldStop();
    field(TType.SET, 27);
    out.writeSetBegin(new TSet(TType.STRUCT, 2));
    pair("team", "search");
    pair("io.herald.version", "7");
    field(TType.STRUCT, 28);
    text(1, "vagrant");
    text(2, "test");
    text(3, "hello");
    out.writeFieldStop();
    field(TType.SET, 32); // resources, each a union
    out.writeSetBegin(new TSet(TType.STRUCT, 1));
    field(TType.DOUBLE, 1);
    out.writeDouble(0.5);
    out.writeFieldStop();
    out.writeFieldStop();
  }

  private void pair(String key, String value) throws TException {
    text(1, key);
    text(2, value);
    out.writeFieldStop();
  }

  private void text(int id, String value) throws TException {
    field(TType.STRING, id);
    out.writeString(value);
  }

  private void number(int id, int value) throws TException {
    field(TType.I32, id);
    out.writeI32(value);
  }

  private void field(byte type, int id) throws TException {
    out.writeFieldBegin(new TField("", type, (short) id));
  }
}
