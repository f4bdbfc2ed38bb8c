package io.herald.dns.http;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.Naming;
import io.herald.dns.naming.Picture;
import io.herald.dns.zone.Zone;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is served at one moment, all of it of one configuration; another one after a reload.
 *
 * @param picture everything that has names, as it is when it is asked for
 * @param leftOut what the sources could not read, as it is when it is asked for
 */
public record Served(
    DnsConfig config,
    Zone zone,
    Naming naming,
    Supplier<Picture> picture,
    Supplier<List<LeftOut>> leftOut,
    Access access) {}
