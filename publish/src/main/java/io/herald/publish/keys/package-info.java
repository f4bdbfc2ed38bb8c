/**
 * Instances as SkyDNS' keys: which keys there must be. Pure, but for where the services are read
 * from; knows nothing of etcd.
 */
@NullMarked
package io.herald.publish.keys;

import org.jspecify.annotations.NullMarked;
