/**
 * RecordIO, the framing of Mesos' streams: a record's length in decimal, a newline, the record.
 * What a record means is not known here.
 */
@NullMarked
package io.herald.mesos.recordio;

import org.jspecify.annotations.NullMarked;
