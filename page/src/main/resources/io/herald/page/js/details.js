/* Everything about one instance, each fact with its source, in a drawer at the side. */

import { fill, h } from './dom.js';
import { healthMark } from './health.js';
import { now, secondsSince } from './clock.js';
import { dateAndTime, duration, source, state, timeOfDay } from './words.js';

export class InstanceDetails {
  constructor() {
    this.shown = null;
    this.content = h('div');
    this.title = h('h2', { id: 'details-title' });
    this.element = h('dialog.drawer', {
      'aria-labelledby': 'details-title',
      click: (event) => {
        if (event.target === this.element) {
          this.element.close();
        }
      },
      close: () => {
        this.shown = null;
        if (this.opener?.isConnected) {
          this.opener.focus();
        }
      },
    }, h('div.sheet', null,
      h('div.line', null, this.title,
        h('button.quiet', { type: 'button', click: () => this.element.close() }, 'Close')),
      this.content));
  }

  open(instance, opener) {
    this.opener = opener;
    this.show(instance);
    this.element.showModal();
  }

  /** The watch says that an instance is another now, or has left. */
  changed(kind, instance) {
    if (this.shown?.id === instance.id && this.shown.framework?.id === instance.framework?.id) {
      this.show(instance, kind === 'removed' ? `It has left at ${timeOfDay(new Date(now()))}.` : null);
    }
  }

  show(instance, message = null) {
    this.shown = instance;
    this.title.textContent = instance.id;
    const health = healthMark();
    health.update(instance.health);
    fill(this.content,
      message ? h('p.note', { role: 'status' }, message) : null,
      h('dl', null,
        row('State', state(instance.state)),
        row('Health', health.element, instance.sources?.health),
        row('Since', instance.since
          ? `${dateAndTime(new Date(instance.since))}, ${duration(secondsSince(instance.since))} ago`
          : 'before this server started'),
        row('Service', instance.service, instance.sources?.name),
        row('Framework', `${instance.framework?.name ?? ''} (${instance.framework?.id ?? ''})`),
        row('Agent', `${instance.agent?.hostname ?? ''} (${instance.agent?.id ?? ''})`),
        row('Addresses', (instance.addresses ?? []).join(', ') || 'none known', instance.sources?.addresses),
        instance.weight !== undefined && instance.weight !== null
          ? row('Weight', instance.weight, instance.sources?.weight) : null,
        instance.priority ? row('Priority', instance.priority, instance.sources?.priority) : null),
      h('h3', null, 'Ports'), ports(instance),
      h('h3', null, 'Labels'), labels(instance.labels));
  }
}

function row(name, value, from) {
  return h('div', null, h('dt', null, name), h('dd', null, value, from ? h('span.from', null, source(from)) : null));
}

function ports({ ports: all = [] }) {
  if (all.length === 0) {
    return h('p.muted', null, 'It has no ports.');
  }
  return h('ul.plain', null, all.map((port) => h('li', null,
    h('b', null, port.number), ` ${[port.protocol, port.name].filter(Boolean).join(' ')}`,
    port.addresses ? h('span.muted', null, ` at ${port.addresses.join(', ')}`) : null,
    h('span.from', null, source(port.source)),
    Object.keys(port.labels ?? {}).length > 0 ? labels(port.labels) : null)));
}

function labels(all) {
  const entries = Object.entries(all ?? {});
  if (entries.length === 0) {
    return h('p.muted', null, 'It has no labels.');
  }
  return h('dl.labels', null, entries.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))));
}
