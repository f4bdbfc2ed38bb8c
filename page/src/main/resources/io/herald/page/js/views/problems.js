/* What can't be served, in words. */

import { read } from '../api.js';
import { fill, h } from '../dom.js';
import { meaning } from '../kinds.js';
import { every } from '../poll.js';
import { count, number } from '../words.js';

const INTERVAL = 10_000;
const SHOWN = 50;

export function problems() {
  const place = h('div');
  let stop = null;
  let etag = null;
  const look = async () => {
    try {
      const result = await read('v2/problems', {}, { etag });
      if (result.changed) {
        etag = result.etag;
        show(place, result.data);
      }
    } catch (error) {
      etag = null;
      fill(place, h('p.failed', null, error.message));
    }
  };
  return {
    title: 'Problems',
    element: h('div', null, h('h1', null, 'Problems'), place),
    shown: () => {
      stop = every(INTERVAL, look);
    },
    close: () => stop?.(),
  };
}

function show(place, { counts, items, skipped }) {
  const kinds = Object.entries(counts).filter(([, times]) => times > 0);
  const leftOut = skipped.filter((source) => Object.keys(source.counts).length > 0);
  if (kinds.length === 0 && leftOut.length === 0) {
    fill(place, h('p.good', null, 'Everything that the cluster runs can be served.'));
    return;
  }
  fill(place,
    kinds.map(([kind, times]) => group(kind, times, items.filter((one) => one.kind === kind))),
    leftOut.map((source) => h('section.card', { 'data-health': 'some' },
      h('h2', null, h('i', { 'aria-hidden': 'true' }), `Left out of source ${source.source}`),
      h('p', null, 'These could not be read at all: ',
        Object.entries(source.counts).map(([kind, times]) => count(times, kind)).join(', '), '.'),
      h('ul', null, source.latest.slice(0, SHOWN).map((one) => h('li', null, h('code', null, one.id), ` ${one.what}`))))));
}

function group(kind, times, all) {
  const { title, remedy } = meaning(kind);
  return h('section.card', { 'data-health': 'some', 'data-kind': kind },
    h('h2', null, h('i', { 'aria-hidden': 'true' }), `${title}: ${number(times)}`),
    remedy ? h('p', null, remedy) : null,
    h('ul', null, all.slice(0, SHOWN).map((one) => h('li', null, who(one), one.what, others(one)))),
    times > SHOWN || times > all.length
      ? h('p.muted', null, `${number(times - Math.min(all.length, SHOWN))} more are not shown.`) : null);
}

function others({ entities }) {
  return entities > 1 ? h('span.muted', null, ` and ${number(entities - 1)} more like it`) : null;
}

function who({ task, agent, announcement, framework }) {
  const text = task ?? agent ?? announcement ?? framework;
  return text ? [h('code', null, text), ' '] : [];
}
