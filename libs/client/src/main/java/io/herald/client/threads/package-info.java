/** The client's threads: each has a name. It can't share Herald's own room for them. */
@NullMarked
package io.herald.client.threads;

import org.jspecify.annotations.NullMarked;
