/* Rates from two readings of /metrics, which is in Prometheus' text format. */

/** Reply codes that tell of trouble; NXDOMAIN is an answer like any other. */
const ERRORS = /rcode="(FORMERR|SERVFAIL|NOTIMP|REFUSED|OTHER)"/;

/** Sums of the counters: replies, and those of them that are errors or were never sent. */
export function counters(text) {
  const sums = { replies: 0, errors: 0 };
  for (const line of text.split('\n')) {
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (line.startsWith('herald_dns_replies_total{')) {
      sums.replies += value;
      sums.errors += ERRORS.test(line) ? value : 0;
    } else if (line.startsWith('herald_dns_failures_total{')) {
      sums.errors += value;
    }
  }
  return sums;
}

/** Rates between two readings, each with its time in seconds; null if the server started anew in between. */
export function rates(before, after) {
  const seconds = after.at - before.at;
  const replies = after.replies - before.replies;
  const errors = after.errors - before.errors;
  if (seconds <= 0 || replies < 0 || errors < 0) {
    return null;
  }
  return { queries: replies / seconds, errors: errors === 0 ? 0 : Math.min(1, errors / Math.max(replies, errors)) };
}
