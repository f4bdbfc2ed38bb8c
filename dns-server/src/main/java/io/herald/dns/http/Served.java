package io.herald.dns.http;

import io.herald.dns.config.DnsConfig;
import io.herald.dns.naming.Naming;
import io.herald.dns.zone.Zone;

/** What is served at one moment, all of it of one configuration; another one after a reload. */
public record Served(DnsConfig config, Zone zone, Naming naming, Access access) {}
