/** Twitter commons' Java server-set, the reader that ServerSets began with, beside our members. */
@NullMarked
package io.herald.interop.twittercommons;

import org.jspecify.annotations.NullMarked;
