/* A paged list of the server's in a virtual table, kept right while it is on screen. */

import { fill, h } from './dom.js';
import { Live } from './live.js';
import { PagedItems } from './pages.js';
import { every } from './poll.js';
import { VirtualRows } from './rows.js';
import { number } from './words.js';

const SLOWLY = 5000;
/** How often the ages on screen are counted on. */
const AGES = 5000;

export class LiveList {
  /**
   * @param {Object} options
   *     path, params(): the list and its filters now
   *     watch(): the filter of the watch; without it the list is read every five seconds
   *     table: as VirtualRows takes it, without item and seen
   *     style: class of the table
   *     noun: "service"; empty: a sentence for a list without items
   *     event(kind, instance, revision): what the watch says
   *     read(): called after each reading
   *     failed(error): whether the view itself says what this error means
   *     server: a list with a watch is live only while the server hears its sources
   */
  constructor(options) {
    this.options = options;
    this.items = new PagedItems(options.path, options.params, () => this.show());
    this.rows = new VirtualRows({
      ...options.table,
      item: (index) => this.items.item(index),
      seen: (first, last) => this.seen(first, last),
    }, options.style);
    this.summary = h('p.summary', { role: 'status' });
    this.pulse = h('span.pulse', { title: '' });
    this.message = h('div.empty', { hidden: true });
    this.element = h('section.list', null, h('div.line', null, this.summary, this.pulse), this.rows.element,
      this.message);
    this.failure = null;
    this.state = null;
  }

  start() {
    this.ages = setInterval(() => document.hidden || this.rows.layout(), AGES);
    if (this.options.watch) {
      this.live = new Live(this.options.watch, () => this.read(), {
        event: this.options.event,
        told: (state) => this.tell(state),
        failed: (error) => this.failed(error),
      });
      this.leaveSources = this.options.server.onSources(() => this.showPulse());
      this.live.start();
    } else {
      this.stopPolling = every(SLOWLY, () => this.read().catch((error) => this.failed(error)));
    }
  }

  close() {
    this.closed = true;
    clearInterval(this.ages);
    this.live?.stop();
    this.leaveSources?.();
    this.stopPolling?.();
    this.rows.close();
  }

  /** The filters are others now. */
  restart() {
    this.items.reset();
    this.rows.element.classList.add('waiting');
    if (this.live) {
      this.live.restart();
    } else {
      this.read().catch((error) => this.failed(error));
    }
  }

  async read() {
    const revision = await this.items.refresh(...this.rows.visible());
    this.failure = null;
    if (!this.closed) {
      this.show();
      this.options.read?.();
    }
    return revision;
  }

  seen(first, last) {
    this.items.grow(last)?.catch((error) => this.failed(error));
  }

  failed(error) {
    if (!this.closed && !this.options.failed?.(error)) {
      this.failure = error;
      this.show();
    }
  }

  show() {
    if (this.closed) {
      return;
    }
    const { items } = this;
    const known = items.total ?? (items.complete ? items.length : null);
    this.rows.element.classList.toggle('waiting', items.length === 0 && !items.complete);
    this.rows.element.hidden = items.length === 0;
    this.rows.update(items.length, known);
    const noun = this.options.noun + (known === 1 ? '' : 's');
    this.summary.textContent = known === null
      ? `more than ${number(items.length)} ${noun}`
      : `${number(known)} ${noun}`;
    this.showMessage(known);
  }

  showMessage(known) {
    const text = this.failure?.message ?? (known === 0 ? this.options.empty : null);
    this.message.hidden = text === null;
    this.message.classList.toggle('failed', this.failure !== null);
    this.summary.hidden = this.failure !== null && this.items.length === 0;
    fill(this.message, text);
  }

  tell(state) {
    this.state = state;
    this.showPulse();
  }

  showPulse() {
    const { unheard } = this.options.server;
    if (this.state === null || unheard === null) {
      return;
    }
    const state = this.state !== 'cut' && unheard.length > 0 ? 'away' : this.state;
    const [text, title] = {
      live: ['live', 'Changes are shown as they come'],
      busy: ['busy', 'More changes than a screen can show: read again every two seconds'],
      cut: ['cut off', 'The stream of changes is cut; it is tried again'],
      away: ['sources away', `Herald doesn’t hear ${unheard.join(' and ')}: the list shows what it knew`],
    }[state];
    this.pulse.textContent = text;
    this.pulse.title = title;
    this.pulse.dataset.state = state;
  }
}
