/**
 * HTTP servers, content negotiation and RecordIO streams, as Mesos' own look on the wire. Knows no
 * master or agent.
 */
@NullMarked
package io.herald.minimesos.http;

import org.jspecify.annotations.NullMarked;
