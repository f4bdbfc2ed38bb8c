package io.herald.dns.config;

import static io.herald.dns.config.ParameterLanding.file;
import static io.herald.dns.config.ParameterLanding.flipped;
import static io.herald.dns.config.ParameterLanding.list;
import static io.herald.dns.config.ParameterLanding.number;
import static io.herald.dns.config.ParameterLanding.row;
import static io.herald.dns.config.ParameterLanding.seconds;

import io.herald.dns.access.ClientRule;
import io.herald.dns.access.ServerAddress;
import io.herald.dns.forward.ForwardParameters;
import io.herald.dns.transfer.Secondary;
import io.herald.dns.transfer.TransferParameters;
import io.herald.runtime.net.CidrNetwork;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of the parameters about other DNS servers: resolvers and secondaries. */
final class NeighbourLandings {

  private NeighbourLandings() {}

  static List<ParameterLanding> rows() {
    return List.of(
        flipped(ForwardParameters.EXTERNAL_ON, false, config -> config.forward().isPresent()),
        list(
            ForwardParameters.RESOLVERS,
            "9.9.9.9:5353,::1",
            config -> config.forward().orElseThrow().resolvers(),
            List.of(server("9.9.9.9:5353"), server("::1"))),
        row(
            ForwardParameters.ZONE_RESOLVERS,
            "{'Weave': ['1.1.1.1'], 'b.example': ['2.2.2.2', '3.3.3.3']}",
            "Weave=1.1.1.1;b.example=2.2.2.2,3.3.3.3",
            config -> config.forward().orElseThrow().zoneResolvers(),
            Map.of(
                "weave",
                List.of(server("1.1.1.1")),
                "b.example",
                List.of(server("2.2.2.2"), server("3.3.3.3")))),
        seconds(ForwardParameters.TIMEOUT, 7, config -> config.forward().orElseThrow().timeout()),
        list(
            ForwardParameters.ALLOW_RECURSION,
            "10.0.0.0/8",
            config -> config.forward().orElseThrow().clients(),
            List.of(CidrNetwork.parse("10.0.0.0/8"))),
        number(
            ForwardParameters.FORWARD_CACHE,
            5,
            config -> config.forward().orElseThrow().cachedAnswers()),
        list(
            TransferParameters.SECONDARIES,
            "10.0.0.2:5300 key:k.example",
            config -> config.transfer().secondaries(),
            List.of(new Secondary(server("10.0.0.2:5300"), Optional.of("k.example.")))),
        list(
            TransferParameters.ALLOW_TRANSFER,
            "10.0.0.0/8",
            config -> config.transfer().allow(),
            Optional.of(List.of(ClientRule.parse("10.0.0.0/8")))),
        file(TransferParameters.TSIG_KEY_FILE, config -> config.transfer().keyFile()),
        number(
            TransferParameters.JOURNAL_RECORDS, 9, config -> config.transfer().journalRecords()));
  }

  private static InetSocketAddress server(String text) {
    return ServerAddress.parse(text).orElseThrow();
  }
}
