/**
 * The master's JSON documents ({@code /state}, {@code /frameworks}, {@code /slaves}, {@code
 * /flags}) read as they come in, without a tree and with one task in memory at a time. Gives the
 * nouns of {@code reading}; knows nothing of the operator API.
 */
@NullMarked
package io.herald.catalog.source.mesos.reading.json;

import org.jspecify.annotations.NullMarked;
