/* A small plot of a rate over the last minutes. */

import { h, svg, write } from './dom.js';

const WIDTH = 96;
const HEIGHT = 22;
const POINTS = 60;

export class Plot {
  /**
   * @param {string} name such as "queries"
   * @param {function(number): string} text of a value
   * @param {number} least the value that fills the plot's height at least
   */
  constructor(name, text, least) {
    this.name = name;
    this.text = text;
    this.least = least;
    this.values = [];
    this.area = svg('path', { class: 'area' });
    this.line = svg('path', { class: 'line' });
    this.value = h('b', null, '–');
    this.picture = svg('svg', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: 'img', 'aria-label': name,
      preserveAspectRatio: 'none',
    }, this.area, this.line);
    this.element = h('div.plot', null, this.picture, h('span', null, this.value, ` ${name}`));
  }

  /** Takes the next value; null where it isn't known. */
  add(value) {
    this.values.push(value);
    this.values.splice(0, this.values.length - POINTS);
    const known = this.values.filter((one) => one !== null);
    write(this.value, value === null ? '–' : this.text(value));
    if (known.length > 0) {
      const most = Math.max(...known);
      this.picture.setAttribute('aria-label',
        `${this.name}: now ${value === null ? 'unknown' : this.text(value)}, at most ${this.text(most)}`);
      this.draw(Math.max(most, this.least));
    }
  }

  draw(most) {
    const step = WIDTH / (POINTS - 1);
    const from = POINTS - this.values.length;
    let line = '';
    let area = '';
    let begun = null;
    const end = (x) => {
      area += begun === null ? '' : `L${x} ${HEIGHT}Z`;
      begun = null;
    };
    let last = 0;
    this.values.forEach((value, index) => {
      const x = ((from + index) * step).toFixed(1);
      if (value === null) {
        end(last);
        return;
      }
      const y = (HEIGHT - 1 - (value / most) * (HEIGHT - 3)).toFixed(1);
      line += `${begun === null ? 'M' : 'L'}${x} ${y}`;
      area += begun === null ? `M${x} ${HEIGHT}L${x} ${y}` : `L${x} ${y}`;
      begun ??= x;
      last = x;
    });
    end(last);
    this.line.setAttribute('d', line);
    this.area.setAttribute('d', area);
  }
}
