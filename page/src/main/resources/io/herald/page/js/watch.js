/*
 * Follows v2/watch. With fetch, since EventSource can send no token. The watch begins after a revision that the page
 * has read, so that the server sends no snapshot: only what has changed since comes over the wire.
 */

import { request } from './api.js';
import { EventParser } from './sse.js';

/** The server sends at least a comment every 15 seconds: after three of these the connection is dead. */
const SILENCE = 45_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

export class Watch {
  /**
   * @param {Object} filter of the watch, by parameter
   * @param {number} after the revision that the page has read
   * @param {Object} listener event(kind, instance, revision); gap(): what was missed can't be had, returns a promise
   *     of a newly read revision; following(boolean)
   */
  constructor(filter, after, listener) {
    this.filter = filter;
    this.after = after;
    this.listener = listener;
    this.stopped = false;
    this.connection = null;
  }

  /** Follows until it is stopped; never fails. */
  async run() {
    let wait = FIRST_WAIT;
    while (!this.stopped) {
      const connected = await this.connect();
      if (this.stopped) {
        return;
      }
      this.listener.following(false);
      wait = connected ? FIRST_WAIT : Math.min(wait * 2, LONGEST_WAIT);
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)));
    }
  }

  stop() {
    this.stopped = true;
    this.connection?.abort();
  }

  /** One connection, until it ends; false if there was none. */
  async connect() {
    if (this.missed && !await this.readMissed()) {
      return false;
    }
    const connection = new AbortController();
    this.connection = connection;
    let silence = 0;
    const alive = () => {
      clearTimeout(silence);
      silence = setTimeout(() => connection.abort(), SILENCE);
    };
    let connected = false;
    try {
      alive();
      const response = await request('v2/watch', this.filter, {
        signal: connection.signal,
        headers: { Accept: 'text/event-stream', 'Last-Event-ID': String(this.after) },
      });
      connected = true;
      this.listener.following(true);
      await this.take(response.body, alive);
    } catch (error) {
      if (error.name !== 'AbortError') {
        console.debug('watch:', error.message);
      }
    } finally {
      clearTimeout(silence);
      connection.abort();
    }
    return connected;
  }

  /** Has what was missed read anew; false if that can't be had now. */
  async readMissed() {
    try {
      this.after = await this.listener.gap();
      this.missed = false;
      return true;
    } catch (error) {
      console.debug('watch:', error.message);
      return false;
    }
  }

  async take(body, alive) {
    const parser = new EventParser((event) => this.event(event));
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    while (!this.stopped && !this.missed) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      alive();
      parser.push(value);
    }
  }

  event({ type, id, data }) {
    if (this.stopped || this.missed) {
      return;
    }
    if (type === 'snapshot') {
      // The revision is too old for the server's log. What is on screen is read again instead of everything.
      this.missed = true;
    } else if (type === 'added' || type === 'changed' || type === 'removed') {
      this.after = Number(id) || this.after;
      this.listener.event(type, JSON.parse(data), this.after);
    }
    // "lost": the connection ends next; the watch resumes after the last event that came.
  }
}
