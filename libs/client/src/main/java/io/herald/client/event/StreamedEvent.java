package io.herald.client.event;

/**
 * An event of a stream.
 *
 * @param type {@code message} if the stream gives none
 * @param data its lines, with a line feed between two of them
 * @param id the last one that the stream has given so far; empty if none
 */
public record StreamedEvent(String type, String data, String id) {}
