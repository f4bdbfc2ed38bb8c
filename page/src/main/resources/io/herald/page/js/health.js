/* Health as a word, a figure and a colour: never as a colour alone. */

import { h, write } from './dom.js';
import { health, number } from './words.js';

/** "4 of 5", with a bar. */
export function healthBar() {
  const fill = h('i');
  const text = h('span');
  const element = h('span.healthbar', null, h('span.bar', { 'aria-hidden': 'true' }, fill), text);
  return {
    element,
    update: (healthy, all) => {
      write(text, healthy === all ? number(all) : `${number(healthy)} of ${number(all)} healthy`);
      fill.style.width = `${all === 0 ? 0 : (healthy / all) * 100}%`;
      element.dataset.health = healthy === all ? 'good' : healthy === 0 ? 'bad' : 'some';
    },
  };
}

/** One instance's: a dot and a word. */
export function healthMark() {
  const text = h('span');
  const element = h('span.health', null, h('i', { 'aria-hidden': 'true' }), text);
  return {
    element,
    update: (value) => {
      element.dataset.health = value;
      write(text, health(value));
    },
  };
}
