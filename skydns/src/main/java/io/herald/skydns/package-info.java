/**
 * SkyDNS' keys, read: answers by SkyDNS' and CoreDNS' rules from keys that etcd or ZooKeeper holds.
 * {@link SkydnsReader} is the whole; {@code answer} has the rules, {@code source} brings the keys.
 * Knows nothing of the DNS server: whoever has one asks for answers.
 */
@NullMarked
package io.herald.skydns;

import org.jspecify.annotations.NullMarked;
