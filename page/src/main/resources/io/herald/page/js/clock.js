/*
 * The server's clock as seen from here: ages are differences to the server's times, and an operator's laptop may be
 * minutes off.
 */

let ahead = 0;

/** Takes the Date header of a response that has just come. */
export function heard(header) {
  const server = Date.parse(header ?? '');
  // The header has whole seconds: a smaller difference means nothing.
  if (!Number.isNaN(server) && Math.abs(server - Date.now() - ahead) > 2000) {
    ahead = server - Date.now();
  }
}

/** Now, in milliseconds since 1970, by the server's clock. */
export function now() {
  return Date.now() + ahead;
}

/** Seconds since a time of the server, as ISO 8601. */
export function secondsSince(text) {
  return (now() - Date.parse(text)) / 1000;
}
