/**
 * SkyDNS' keys and the messages at them, for who reads them and who writes them: a name as a key, a
 * message as JSON and back. Pure; knows neither etcd nor DNS' wire format.
 */
@NullMarked
package io.herald.skydns.message;

import org.jspecify.annotations.NullMarked;
