/*
 * A list that the server gives in pages with cursors. Pages are read as the reader comes near them and read again, each
 * with its ETag, while they are on screen; nothing ever asks for all of it.
 */

import { ApiError, read } from './api.js';

const LIMIT = 200;
/** Rows before the end at which the next page is read. */
const NEAR = 60;

export class PagedItems {
  /**
   * @param {string} path of the list
   * @param {function(): Object} params filters at this moment
   * @param {function()} changed the items are others now
   */
  constructor(path, params, changed) {
    this.path = path;
    this.params = params;
    this.changed = changed;
    this.reset();
  }

  /** Forgets everything, for another filter. */
  reset() {
    this.pages = [];
    this.generation = (this.generation ?? 0) + 1;
    this.growing = null;
    this.total = null;
  }

  /** How many items are known. */
  get length() {
    return this.pages.reduce((sum, page) => sum + page.items.length, 0);
  }

  /** Whether the last page is known. */
  get complete() {
    return this.pages.length > 0 && this.pages.at(-1).next === null;
  }

  item(index) {
    let rest = index;
    for (const page of this.pages) {
      if (rest < page.items.length) {
        return page.items[rest];
      }
      rest -= page.items.length;
    }
    return null;
  }

  /**
   * Reads again the pages that hold these rows, the first one if there is none yet.
   *
   * @returns {Promise<?number>} the lowest revision that was read: what is watched after it misses nothing
   */
  async refresh(first, last) {
    const generation = this.generation;
    if (this.pages.length === 0) {
      this.pages.push(page(null));
    }
    const revisions = [];
    let begin = 0;
    for (let at = 0; at < this.pages.length && begin <= last; at++) {
      const length = this.pages[at].items.length;
      if (begin + length > first || at === this.pages.length - 1 || length === 0) {
        const revision = await this.readPage(at, generation);
        if (generation !== this.generation) {
          return null;
        }
        if (revision !== null) {
          revisions.push(revision);
        }
      }
      begin += this.pages[at]?.items.length ?? 0;
    }
    return revisions.length === 0 ? null : Math.min(...revisions);
  }

  /** Sees to it that there are items some way beyond this row, if there are any. */
  grow(last) {
    if (this.growing === null && !this.complete && this.pages.length > 0 && last + NEAR > this.length) {
      const generation = this.generation;
      this.growing = this.readNext(generation).finally(() => {
        this.growing = null;
      });
    }
    return this.growing;
  }

  async readNext(generation) {
    const cursor = this.pages.at(-1).next;
    if (cursor === null) {
      return;
    }
    this.pages.push(page(cursor));
    try {
      await this.readPage(this.pages.length - 1, generation);
    } catch (error) {
      if (generation === this.generation && this.pages.at(-1)?.cursor === cursor) {
        this.pages.pop();
      }
      throw error;
    }
  }

  async readPage(at, generation) {
    const old = this.pages[at];
    let result;
    try {
      result = await read(this.path, { ...this.params(), limit: LIMIT, cursor: old.cursor }, { etag: old.etag });
    } catch (error) {
      if (error instanceof ApiError && old.cursor !== null && (error.status === 400 || error.status === 410)) {
        // A cursor of another run of the server: the list is read from its beginning.
        this.pages.length = Math.max(1, Math.min(at, 1));
        this.changed();
        return null;
      }
      throw error;
    }
    if (generation !== this.generation || this.pages[at] !== old) {
      return null;
    }
    if (result.changed) {
      const { items, next = null, total = null } = result.data;
      this.pages[at] = { cursor: old.cursor, etag: result.etag, items, next };
      this.total = total ?? this.total;
      this.join(at);
      this.changed();
    }
    return result.revision;
  }

  /** The next page begins where this one now ends. */
  join(at) {
    const { next } = this.pages[at];
    if (next === null) {
      this.pages.length = at + 1;
    } else if (this.pages[at + 1] && this.pages[at + 1].cursor !== next) {
      this.pages[at + 1] = { ...this.pages[at + 1], cursor: next, etag: null };
    }
  }
}

function page(cursor) {
  return { cursor, etag: null, items: [], next: null };
}
