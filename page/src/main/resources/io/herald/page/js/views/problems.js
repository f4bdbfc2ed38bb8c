/* What can't be served, in words. */

import { read } from '../api.js';
import { fill, h } from '../dom.js';
import { every } from '../poll.js';
import { meaning } from '../kinds.js';
import { count, number } from '../words.js';

const INTERVAL = 10_000;
const SHOWN = 50;

export function problems() {
  const place = h('div');
  let stop = null;
  let last = '';
  const look = async () => {
    try {
      const { data } = await read('v1/problems');
      const text = JSON.stringify(data);
      if (text !== last) {
        last = text;
        show(place, data);
      }
    } catch (error) {
      last = '';
      fill(place, h('p.failed', null, error.status === 404
        ? 'Lists of everything are switched off (enumerationOn).' : error.message));
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

function show(place, data) {
  const kinds = Object.entries(data.counts ?? {}).filter(([, times]) => times > 0);
  const leftOut = (data.leftOut ?? []).filter((source) => Object.keys(source.counts).length > 0);
  if (kinds.length === 0 && leftOut.length === 0) {
    fill(place, h('p.good', null, 'Everything that the cluster runs can be served.'));
    return;
  }
  fill(place,
    kinds.map(([kind, times]) => group(kind, times, (data.problems ?? []).filter((one) => one.kind === kind))),
    leftOut.map((source) => h('section.card', { 'data-health': 'some' },
      h('h2', null, `Left out of source ${source.source}`),
      h('p', null, 'These could not be read at all: ',
        Object.entries(source.counts).map(([kind, times]) => count(times, kind)).join(', '), '.'),
      h('ul', null, source.latest.map((one) => h('li', null, h('code', null, one.id), ` ${one.what}`))))));
}

function group(kind, times, all) {
  const { title, remedy } = meaning(kind);
  return h('section.card', { 'data-health': 'some', 'data-kind': kind },
    h('h2', null, `${title}: ${number(times)}`),
    remedy ? h('p', null, remedy) : null,
    h('ul', null, all.slice(0, SHOWN).map((one) => h('li', null, who(one), one.what))),
    all.length > SHOWN || times > all.length
      ? h('p.muted', null, `${number(times - Math.min(all.length, SHOWN))} more are not shown.`) : null);
}

function who({ taskId, agentId, frameworkId, path, member }) {
  const text = taskId ?? agentId ?? (path ? `${path}/${member}` : frameworkId);
  return text ? [h('code', null, text), ' '] : [];
}
