/* Where Herald's knowledge comes from, and how each source stands. */

import { read } from '../api.js';
import { fill, h } from '../dom.js';
import { every } from '../poll.js';
import { isCut } from '../server.js';
import { dateAndTime, duration, number } from '../words.js';

const INTERVAL = 2000;

export function sources() {
  const place = h('div.cards');
  let stop = null;
  const look = async () => {
    try {
      const { data } = await read('v2/sources');
      fill(place, data.items.map((source) => card(source, data.masters)));
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

function card(source, masters) {
  const cut = isCut(source);
  return h('section.card', { 'data-source': source.name, 'data-health': cut ? 'bad' : source.stale ? 'some' : 'good' },
    h('h2', null, h('i', { 'aria-hidden': 'true' }), source.name),
    h('p.standing', null, cut ? 'cut off' : `followed by ${source.following}`,
      source.stale ? ', with what an earlier run saved' : ''),
    source.trouble ? h('p.failed', null, source.trouble) : null,
    source.hint ? h('p.note', null, source.hint) : null,
    h('dl', null,
      isMesos(source) ? row('Leader', masters.leader ?? 'none yet') : null,
      isMesos(source) ? row('Other masters', masters.others.join(', ')) : null,
      row('ZooKeeper', zooKeeper(source.zooKeeper)),
      row('Last heard', ago(source.heardSecondsAgo)),
      row('Last snapshot', ago(source.snapshotSecondsAgo),
        'When this source last gave all that it knows; its events, if it has any, have been applied since'),
      row('Agents not back yet', source.recoveringAgents || null),
      row('Last full state read', ago(source.worstAgeSeconds),
        'Facts that no event reports are as of this reading of the whole state'),
      Object.entries(source.faults)
        .map(([kind, fault]) => row(`Faults: ${kind}`, faultText(fault))),
      Object.entries(source.skipped).map(([kind, times]) => row(`Left out: ${kind}`, number(times)))));
}

function isMesos(source) {
  return source.name === 'mesos';
}

const SESSION = {
  connecting: 'connecting',
  connected: 'connected',
  suspended: 'connection lost',
  lost: 'session lost',
};

/** How its session stands, if it has one. */
function zooKeeper(session) {
  return session
    ? `${SESSION[session.state] ?? session.state} since ${dateAndTime(new Date(session.since))} (${session.servers})`
    : null;
}

function faultText({ count: times, since }) {
  return times === 0 ? null : number(times) + (since ? `, one since ${dateAndTime(new Date(since))}` : '');
}

function ago(seconds) {
  return seconds === null || seconds === undefined ? null : `${duration(seconds)} ago`;
}

/** @param {string} [title] says what the name means */
function row(name, value, title) {
  if (value === null || value === undefined || value === '') {
    return null;
  }
  return h('div', null, h('dt', { title }, name), h('dd', null, value));
}
