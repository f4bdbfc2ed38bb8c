/*
 * The latest changes that match a filter: first from the server's log, then as they come. Keeps a bounded number;
 * the screen is drawn once a frame however many come.
 */

import { given } from './api.js';
import { now } from './clock.js';
import { Watch } from './watch.js';
import { number } from './words.js';

const KEPT = 1000;
const RETRY = 2000;

export class Changes {
  /**
   * @param {Object} filter {q}
   * @param {function} read as api.js has it
   * @param {function()} changed the items, or what is said of them, are others
   */
  constructor(filter, read, changed) {
    this.filter = filter;
    this.read = read;
    this.changed = changed;
    this.items = [];
    this.waiting = [];
    this.paused = false;
    this.dropped = 0;
    this.state = 'waiting for the server';
    this.onVisibility = () => (document.hidden ? this.leave() : this.follow());
  }

  start() {
    document.addEventListener('visibilitychange', this.onVisibility);
    return this.follow();
  }

  stop() {
    this.stopped = true;
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.leave();
  }

  restart() {
    this.leave();
    this.items = [];
    this.waiting = [];
    this.dropped = 0;
    return this.follow();
  }

  setPaused(paused) {
    this.paused = paused;
    this.draw();
  }

  leave() {
    this.turn = (this.turn ?? 0) + 1;
    clearTimeout(this.timer);
    this.watch?.stop();
    this.watch = null;
  }

  async follow() {
    const turn = this.turn;
    if (this.stopped || document.hidden) {
      return;
    }
    try {
      const revision = await this.catchUp(turn);
      if (turn !== this.turn) {
        return;
      }
      this.watch = new Watch(given(this.filter), revision, {
        event: (kind, instance, revision_) => this.take({ kind, instance, revision: revision_, at: new Date(now()) }),
        gap: () => this.catchUp(turn),
        following: (is) => {
          this.state = is ? 'live' : 'cut off; trying again';
          this.draw();
        },
      });
      this.watch.run();
    } catch (error) {
      if (turn === this.turn) {
        this.state = error.message;
        this.draw();
        this.timer = setTimeout(() => this.follow(), RETRY);
      }
    }
  }

  /** Takes the log's latest changes; gives the revision to follow from. */
  async catchUp(turn) {
    const { data, revision } = await this.read('v2/changes', { ...given(this.filter), limit: 200 });
    if (turn === this.turn) {
      const newest = this.newest();
      data.items
        .map(fromLog)
        .filter((change) => change.revision > newest)
        .sort((a, b) => a.revision - b.revision)
        .forEach((change) => this.take(change));
    }
    return revision ?? this.newest();
  }

  newest() {
    return this.waiting.at(-1)?.revision ?? this.items[0]?.revision ?? 0;
  }

  take(change) {
    this.waiting.push(change);
    if (this.waiting.length > KEPT) {
      this.dropped += this.waiting.length - KEPT;
      this.waiting.splice(0, this.waiting.length - KEPT);
    }
    this.draw();
  }

  draw() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      if (!this.paused && this.waiting.length > 0) {
        this.items = [...this.waiting.reverse(), ...this.items].slice(0, KEPT);
        this.waiting = [];
      }
      if (!this.stopped) {
        this.changed();
      }
    });
  }

  /** What the line above the table says. */
  text() {
    if (this.paused) {
      const missed = this.dropped > 0 ? `, ${number(this.dropped)} of them no longer kept` : '';
      return `paused; ${number(this.waiting.length + this.dropped)} came meanwhile${missed}`;
    }
    return this.items.length === 0 ? `${this.state}; no change yet` : `${this.state}; the latest ${number(this.items.length)}`;
  }
}

function fromLog({ revision, kind, instance, at }) {
  return { revision, kind, instance, at: new Date(at) };
}
