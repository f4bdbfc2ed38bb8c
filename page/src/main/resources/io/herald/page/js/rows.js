/*
 * A table of any length of which only the rows on screen, and some around them, are elements. It scrolls with the
 * window. Rows are known by their item's key, so that focus and selection stay with the item when others come or go.
 * The arrow keys, Home, End, Page Up and Page Down move between rows.
 */

import { h } from './dom.js';

const AROUND = 12;

export class VirtualRows {
  /**
   * @param {Object} table
   *     label: its name for screen readers
   *     columns: [{title, name}]; name is the class of the column's cells
   *     key(item), create(): {cells: [Node], update(item)}: a row's cells; the first one has the row's link
   *     item(index): null if it isn't known (yet)
   *     seen(first, last): these rows are on screen now
   * @param {string} style class of the table
   */
  constructor(table, style) {
    this.table = table;
    this.count = 0;
    this.live = new Map();
    this.body = h('div.rows', { role: 'rowgroup' });
    this.element = h(`div.table.${style}`,
      { role: 'table', 'aria-label': table.label, 'aria-colcount': table.columns.length },
      h('div.head', { role: 'rowgroup' },
        h('div.row', { role: 'row', 'aria-rowindex': 1 },
          table.columns.map(({ title, name }) => h(`div.${name}`, { role: 'columnheader' }, title)))),
      this.body);
    this.element.addEventListener('keydown', (event) => this.onKey(event));
    this.schedule = () => {
      this.frame ||= requestAnimationFrame(() => {
        this.frame = 0;
        this.layout();
      });
    };
    addEventListener('scroll', this.schedule, { passive: true });
    addEventListener('resize', this.schedule);
  }

  close() {
    cancelAnimationFrame(this.frame);
    removeEventListener('scroll', this.schedule);
    removeEventListener('resize', this.schedule);
  }

  /**
   * The items have changed.
   *
   * @param {number} count how many there are
   * @param {?number} total how many there are in all, if that is known
   */
  update(count, total) {
    this.count = count;
    this.element.setAttribute('aria-rowcount', total === null ? -1 : total + 1);
    this.layout();
  }

  /** The rows on screen: [first, last]. */
  visible() {
    const height = this.rowHeight();
    const top = this.body.getBoundingClientRect().top;
    const first = Math.floor(-top / height);
    const last = Math.ceil((innerHeight - top) / height);
    const end = Math.max(0, this.count - 1);
    return [Math.min(Math.max(0, first), end), Math.min(Math.max(0, last), end)];
  }

  rowHeight() {
    return parseFloat(getComputedStyle(this.body).getPropertyValue('--row')) || 32;
  }

  layout() {
    if (!this.element.isConnected) {
      return;
    }
    const height = this.rowHeight();
    this.body.style.height = `${this.count * height}px`;
    const [first, last] = this.visible();
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    const wanted = new Map();
    for (let index = Math.max(0, first - AROUND); index <= Math.min(last + AROUND, this.count - 1); index++) {
      this.want(index, wanted);
    }
    this.keepFocused(focused, wanted);
    this.replace(wanted, height);
    if (focused && document.activeElement !== focused) {
      this.refocus(focused);
    }
    this.table.seen(first, last);
  }

  want(index, wanted) {
    const item = this.table.item(index);
    if (item !== null) {
      const key = this.table.key(item);
      if (!wanted.has(key)) {
        wanted.set(key, { index, item });
      }
    }
  }

  /** A row with the focus stays an element, wherever it has been scrolled to. */
  keepFocused(focused, wanted) {
    const row = focused && [...this.live.values()].find(({ element }) => element.contains(focused));
    if (row && !wanted.has(row.key)) {
      this.focusIndex = row.index;
      if (row.index < this.count && this.table.item(row.index) !== null
        && this.table.key(this.table.item(row.index)) === row.key) {
        this.want(row.index, wanted);
      }
    } else if (row) {
      this.focusIndex = wanted.get(row.key).index;
    }
  }

  replace(wanted, height) {
    for (const [key, row] of this.live) {
      if (!wanted.has(key)) {
        row.element.remove();
        this.live.delete(key);
      }
    }
    const ordered = [...wanted].sort(([, a], [, b]) => a.index - b.index);
    let next = this.body.firstChild;
    for (const [key, { index, item }] of ordered) {
      const row = this.live.get(key) ?? this.create(key);
      row.index = index;
      row.element.style.transform = `translateY(${index * height}px)`;
      row.element.setAttribute('aria-rowindex', index + 2);
      row.element.classList.toggle('odd', index % 2 === 1);
      row.update(item, row.element);
      if (row.element === next) {
        next = next.nextSibling;
      } else {
        this.body.insertBefore(row.element, next);
      }
    }
  }

  create(key) {
    const { cells, update } = this.table.create();
    const element = h('div.row', { role: 'row' },
      cells.map((cell, at) => h(`div.${this.table.columns[at].name}`, { role: 'cell' }, cell)));
    const row = { key, element, update, index: -1 };
    this.live.set(key, row);
    return row;
  }

  /** The row that had the focus has left, or was moved: the focus stays at its place. */
  refocus(focused) {
    if (focused.isConnected) {
      focused.focus({ preventScroll: true });
    } else {
      this.focusRow(Math.min(this.focusIndex ?? 0, this.count - 1));
    }
  }

  onKey(event) {
    const row = [...this.live.values()].find(({ element }) => element.contains(event.target));
    const page = Math.max(1, Math.floor(innerHeight / this.rowHeight()) - 3);
    const step = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    }[event.key];
    if (row && step && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.focusRow(Math.min(Math.max(0, row.index + step), this.count - 1));
    }
  }

  focusRow(index) {
    if (index < 0) {
      return;
    }
    const height = this.rowHeight();
    const top = this.body.getBoundingClientRect().top + index * height;
    const head = this.element.firstChild.getBoundingClientRect().height;
    if (top < head) {
      scrollBy(0, top - head);
    } else if (top + height > innerHeight) {
      scrollBy(0, top + height - innerHeight);
    }
    this.focusIndex = index;
    this.layout();
    const row = [...this.live.values()].find((one) => one.index === index);
    row?.element.querySelector('a, button')?.focus({ preventScroll: true });
  }
}
