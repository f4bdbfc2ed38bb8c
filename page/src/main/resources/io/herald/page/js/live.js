/*
 * Keeps what is on screen right. A watch with the view's filter says that something has changed, and what is visible
 * is then read again: the cost depends on the screen, not on the cluster. When more changes come than a screen can
 * show, the stream is left for a while and the screen read at intervals. A hidden tab does nothing, and holds none of
 * the few connections that a browser has for one server.
 */

import { Watch } from './watch.js';

const SOONEST = 50;
const INTERVAL = 1000;
const BUSY_INTERVAL = 2000;
const BUSY_EVENTS = 200;
const BUSY_TIME = 30_000;

export class Live {
  /**
   * @param {function(): Object} filter of the watch at this moment
   * @param {function(): Promise<?number>} read reads again what is visible, gives the revision that it read
   * @param {Object} [listener] event(kind, instance, revision), told(state): "live", "busy", "cut";
   *     failed(error): a reading failed and is tried again
   */
  constructor(filter, read, listener = {}) {
    this.filter = filter;
    this.read = read;
    this.listener = listener;
    this.revision = null;
    this.reading = null;
    this.again = false;
    this.timer = 0;
    this.lastRead = 0;
    this.watch = null;
    this.busyUntil = 0;
    this.burst = { from: 0, events: 0 };
    this.onVisibility = () => (document.hidden ? this.pause() : this.resume());
  }

  start() {
    document.addEventListener('visibilitychange', this.onVisibility);
    return this.resume();
  }

  stop() {
    this.stopped = true;
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.pause();
  }

  /** The filter is another: reads and follows anew. */
  restart() {
    this.pause();
    return this.resume();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = 0;
    this.watch?.stop();
    this.watch = null;
    this.generation = (this.generation ?? 0) + 1;
  }

  async resume() {
    if (document.hidden || this.stopped) {
      return;
    }
    const generation = this.generation;
    await this.readNow();
    if (generation === this.generation && this.watch === null) {
      this.follow();
    }
  }

  follow() {
    if (this.revision === null) {
      this.soon(BUSY_INTERVAL);
      return;
    }
    this.watch = new Watch(this.filter(), this.revision, {
      event: (kind, instance, revision) => this.event(kind, instance, revision),
      gap: async () => {
        await this.readNow();
        return this.revision;
      },
      following: (is) => this.tell(is ? 'live' : 'cut'),
    });
    this.watch.run();
  }

  event(kind, instance, revision) {
    this.listener.event?.(kind, instance, revision);
    const now = performance.now();
    if (now - this.burst.from > INTERVAL) {
      this.burst = { from: now, events: 0 };
    }
    if (++this.burst.events > BUSY_EVENTS) {
      this.leave(now);
    } else {
      this.soon(SOONEST);
    }
  }

  /** Leaves the stream for a while. */
  leave(now) {
    this.pause();
    this.busyUntil = now + BUSY_TIME;
    this.tell('busy');
    this.soon(BUSY_INTERVAL);
  }

  /** Reads again, at most once in an interval. */
  soon(delay) {
    if (this.timer !== 0 || this.stopped || document.hidden) {
      return;
    }
    const rest = this.lastRead + INTERVAL - performance.now();
    this.timer = setTimeout(async () => {
      this.timer = 0;
      const generation = this.generation;
      await this.readNow();
      if (generation !== this.generation || this.watch !== null) {
        return;
      }
      if (performance.now() < this.busyUntil) {
        this.soon(BUSY_INTERVAL);
      } else {
        this.follow();
      }
    }, Math.max(delay, rest));
  }

  /** Reads what is visible; one reading at a time, and another one if something changed during it. */
  async readNow() {
    if (this.reading !== null) {
      this.again = true;
      return this.reading;
    }
    this.reading = this.readUntilDone().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  async readUntilDone() {
    do {
      this.again = false;
      this.lastRead = performance.now();
      try {
        this.revision = (await this.read()) ?? this.revision;
      } catch (error) {
        this.listener.failed?.(error);
        this.soon(BUSY_INTERVAL);
        return;
      }
    } while (this.again);
  }

  tell(state) {
    if (!this.stopped) {
      this.listener.told?.(state);
    }
  }
}
