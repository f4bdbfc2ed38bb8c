package io.herald.dns.answer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.herald.dns.zone.ZoneText;
import java.nio.ByteBuffer;

/**
 * Any bytes as the options of a good query's OPT record, its first five the record's class and TTL.
 * How to look for new inputs: see {@link QueryResponderFuzzTest}.
 */
class EdnsOptionFuzzTest {

  private static final QueryResponder RESPONDER = QueryResponderFuzzTest.responder();

  @FuzzTest(maxDuration = "60s")
  void anyOptionsKeepTheRules(byte[] bytes) throws Exception {
    byte[] question = ZoneText.query("big.mesos.", "A").toWire();
    int options = Math.min(65_535, Math.max(0, bytes.length - 6));
    ByteBuffer query = ByteBuffer.allocate(question.length + 11 + options);
    query.put(question).put((byte) 0).putShort((short) QueryMessage.TYPE_OPT);
    for (int i = 0; i < 6; i++) {
      query.put(i < bytes.length ? bytes[i] : 0);
    }
    query.putShort((short) options);
    query.put(bytes, Math.min(6, bytes.length), options);
    query.putShort(10, (short) 1);
    for (Transport transport : Transport.values()) {
      ReplyRules.check(RESPONDER, query.array(), transport, "fuzz");
    }
  }
}
