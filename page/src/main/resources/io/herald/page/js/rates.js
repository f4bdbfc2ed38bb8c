/* Rates from two readings of v2/queries. */

/** Reply codes that are answers: that a name doesn't exist is one. */
const ANSWERS = new Set(['NOERROR', 'NXDOMAIN']);

/** What one reading says: replies and errors since the server started, and when. */
export function totals({ at, replies, failures }) {
  const all = Object.entries(replies);
  const sum = (some) => some.reduce((total, [, times]) => total + times, 0);
  return {
    at: Date.parse(at) / 1000,
    replies: sum(all),
    errors: sum(all.filter(([rcode]) => !ANSWERS.has(rcode))) + failures,
  };
}

/** Queries in a second, and the share of errors; null if the server started anew in between. */
export function rates(before, after) {
  const seconds = after.at - before.at;
  const replies = after.replies - before.replies;
  const errors = after.errors - before.errors;
  if (seconds <= 0 || replies < 0 || errors < 0) {
    return null;
  }
  return { queries: replies / seconds, errors: errors === 0 ? 0 : Math.min(1, errors / Math.max(replies, errors)) };
}
