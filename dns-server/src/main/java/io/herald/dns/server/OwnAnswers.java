package io.herald.dns.server;

import io.herald.dns.answer.Outcome;
import io.herald.dns.answer.QueryResponder;
import io.herald.dns.answer.Transport;
import io.herald.dns.forward.OwnNames;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Our own answers for names in our zones, for replies of upstreams that lead to them. Safe for any
 * thread.
 */
final class OwnAnswers implements OwnNames {

  private final QueryResponder responder;

  /**
   * @param responder used by this object alone
   */
  OwnAnswers(QueryResponder responder) {
    this.responder = responder;
  }

  @Override
  public synchronized Optional<Message> answer(Name name, int type, @Nullable InetAddress client) {
    byte[] query = Message.newQuery(Record.newRecord(name, type, DClass.IN)).toWire();
    int length = responder.respond(query, query.length, Transport.TCP, client);
    if (responder.outcome() != Outcome.ANSWERED && responder.outcome() != Outcome.NOT_LOADED) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Message(Arrays.copyOf(responder.reply(), length)));
    } catch (IOException e) {
      throw new IllegalStateException("our own answer for " + name + " can't be read", e);
    }
  }
}
