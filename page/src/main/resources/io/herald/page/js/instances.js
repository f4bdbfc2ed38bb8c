/* An instance as a row: what it is, where it is reached, how it is, how old it is, and where that is said. */

import { h, write } from './dom.js';
import { healthMark } from './health.js';
import { secondsSince } from './clock.js';
import { dateAndTime, duration, source, state } from './words.js';

export const INSTANCE_COLUMNS = [
  { title: 'Task', name: 'task' }, { title: 'Agent', name: 'agent' }, { title: 'Ports', name: 'ports' },
  { title: 'Ports from', name: 'from' }, { title: 'Health', name: 'state' }, { title: 'Age', name: 'age' },
];

/** @param {function(Object, Element)} open shows everything about the instance */
export function instanceRow(open) {
  let item = null;
  const task = h('a', {
    href: '#', role: 'button', 'aria-haspopup': 'dialog',
    click: (event) => {
      event.preventDefault();
      open(item, task);
    },
    keydown: (event) => {
      if (event.key === ' ') {
        event.preventDefault();
        open(item, task);
      }
    },
  });
  const agent = h('span');
  const ports = h('span');
  const from = h('span');
  const health = healthMark();
  const age = h('span');
  return {
    cells: [task, agent, ports, from, health.element, age],
    update: (instance) => {
      item = instance;
      write(task, instance.id);
      task.title = instance.id;
      write(agent, instance.agent?.hostname ?? '');
      write(ports, portsText(instance));
      ports.title = portsText(instance);
      write(from, portSources(instance));
      health.update(instance.health);
      health.element.title = state(instance.state);
      write(age, instance.since ? duration(secondsSince(instance.since)) : '–');
      age.title = instance.since ? dateAndTime(new Date(instance.since)) : 'It was there before this server started';
    },
  };
}

/** "10.0.0.5:31000 http, :31001"; where a port has no addresses of its own, the instance's are meant. */
function portsText({ addresses = [], ports = [] }) {
  const host = addresses[0] ?? '';
  if (ports.length === 0) {
    return host;
  }
  return ports.map((port, at) => {
    const own = port.addresses?.[0];
    const where = own && own !== host ? own : at === 0 ? host : '';
    return `${where.includes(':') ? `[${where}]` : where}:${port.number}${port.name ? ` ${port.name}` : ''}`;
  }).join(', ');
}

/** Where the ports were found. */
function portSources({ ports = [] }) {
  return [...new Set(ports.map((port) => source(port.source)))].join(', ');
}
