/* Where Herald's knowledge comes from, and how each source stands. */

import { read } from '../api.js';
import { fill, h } from '../dom.js';
import { every } from '../poll.js';
import { isCut } from '../server.js';
import { duration, number } from '../words.js';

const INTERVAL = 2000;

export function sources() {
  const place = h('div.cards');
  let stop = null;
  const look = async () => {
    try {
      const { data } = await read('v2/sources');
      fill(place, data.items.map(card));
    } catch (error) {
      fill(place, h('p.failed', null, error.message));
    }
  };
  return {
    title: 'Sources',
    element: h('div', null, h('h1', null, 'Sources'), place),
    shown: () => {
      stop = every(INTERVAL, look);
    },
    close: () => stop?.(),
  };
}

function card(source) {
  const cut = isCut(source);
  return h('section.card', { 'data-source': source.name, 'data-health': cut ? 'bad' : source.stale ? 'some' : 'good' },
    h('h2', null, h('i', { 'aria-hidden': 'true' }), source.name),
    h('p.standing', null, cut ? 'cut off' : `followed by ${source.following}`,
      source.stale ? ', with what an earlier run saved' : ''),
    source.trouble ? h('p.failed', null, source.trouble) : null,
    source.hint ? h('p.note', null, source.hint) : null,
    h('dl', null,
      row('Leader', source.leader),
      row('ZooKeeper session', source.zooKeeperSession ?? source.session),
      row('Last heard', ago(source.heardSecondsAgo)),
      row('Whole picture', ago(source.pictureSecondsAgo)),
      row('Agents not back yet', source.recoveringAgents || null),
      row('Last error', source.lastError),
      Object.entries(source.faults ?? {}).map(([kind, fault]) => row(`Faults: ${kind}`, faultText(fault))),
      Object.entries(source.skipped ?? {}).map(([kind, times]) => row(`Left out: ${kind}`, number(times)))));
}

function faultText(fault) {
  if (typeof fault !== 'object' || fault === null) {
    return fault ? String(fault) : null;
  }
  return fault.count ? `${number(fault.count)}${fault.since ? `, one since ${fault.since}` : ''}` : null;
}

function ago(seconds) {
  return seconds === null || seconds === undefined ? null : `${duration(seconds)} ago`;
}

function row(name, value) {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  return h('div', null, h('dt', null, name), h('dd', null, value));
}
