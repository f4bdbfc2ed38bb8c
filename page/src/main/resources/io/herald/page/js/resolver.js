/* A box for a name: the very answer of the DNS server, and why it is that. */

import { read } from './api.js';
import { copyable } from './copy.js';
import { digLine } from './dig.js';
import { fill, h } from './dom.js';
import { count } from './words.js';

const TYPES = ['A', 'AAAA', 'SRV', 'CNAME', 'TXT', 'PTR', 'SOA', 'NS'];

export class Resolver {
  /** @param {function(string, string)} [asked] told of each name and type */
  constructor(server, asked = () => {}) {
    this.server = server;
    this.asked = asked;
    this.turn = 0;
    this.name = h('input', {
      type: 'text', id: 'resolve-name', required: true, autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none',
      placeholder: 'web.marathon.mesos',
    });
    this.type = h('select', { id: 'resolve-type' }, TYPES.map((type) => h('option', null, type)));
    this.answer = h('div.answer', { role: 'region', 'aria-label': 'Answer', 'aria-live': 'polite' });
    this.element = h('section.resolver', null,
      h('h2', null, 'Resolve'),
      h('form.filters', {
        submit: (event) => {
          event.preventDefault();
          this.ask(this.name.value.trim(), this.type.value);
        },
      },
      h('label.unseen', { for: 'resolve-name' }, 'Name'), this.name,
      h('label.unseen', { for: 'resolve-type' }, 'Type'), this.type,
      h('button.primary', { type: 'submit' }, 'Resolve')),
      this.answer);
  }

  /** Asks for a name and shows the answer. */
  async ask(name, type) {
    const turn = ++this.turn;
    this.name.value = name;
    this.type.value = type;
    this.asked(name, type);
    this.answer.setAttribute('aria-busy', 'true');
    try {
      const { data } = await read('v2/explain', { name });
      const dig = digLine(await this.server.configuration(), data.name ?? name, type);
      if (turn === this.turn) {
        this.show(data, type, dig);
      }
    } catch (error) {
      if (turn === this.turn) {
        fill(this.answer, h('p.failed', null, error.message));
      }
    }
    this.answer.removeAttribute('aria-busy');
  }

  show(found, type, dig) {
    const records = found.records ?? [];
    const alias = records.filter((record) => record.rtype === 'CNAME');
    const answers = records.filter((record) => record.rtype === type || alias.includes(record));
    const others = records.filter((record) => !answers.includes(record));
    fill(this.answer,
      h('p.verdict', { 'data-verdict': found.verdict },
        h('b', null, status(found.verdict, answers.length)), ` ${found.name}: ${found.meaning}`),
      copyable(dig, 'Copy the dig line'),
      answers.length > 0 ? h('ul.plain.records', null, answers.map((record) => recordLine(found.name, record))) : null,
      others.length > 0 ? this.otherTypes(found.name, others) : null,
      sentences(found.reasons),
      this.nearest(found.nearest, type));
  }

  otherTypes(name, others) {
    const types = [...new Set(others.map((record) => record.rtype))];
    return h('p', null, 'The name also has ', types.map((type, at) => [
      at > 0 ? ', ' : '',
      h('button.quiet', { type: 'button', click: () => this.ask(name, type) },
        count(others.filter((record) => record.rtype === type).length, `${type} record`)),
    ]).flat(), '.');
  }

  nearest(names, type) {
    if (!names || names.length === 0) {
      return null;
    }
    return h('p', null, 'Did you mean ', names.map((name, at) => [
      at > 0 ? ', ' : '', h('button.quiet', { type: 'button', click: () => this.ask(name, type) }, name),
    ]).flat(), '?');
  }
}

/** What dig shows as the status. */
function status(verdict, answers) {
  return {
    answered: answers > 0 ? `NOERROR, ${count(answers, 'record')}` : 'NOERROR, no record of this type',
    'only-names-below': 'NOERROR, no record',
    'no-such-name': 'NXDOMAIN',
    outside: 'not served here',
    'not-loaded': 'SERVFAIL',
  }[verdict] ?? verdict;
}

function recordLine(name, record) {
  const ttl = record.ttl === undefined ? '' : ` ${record.ttl}`;
  return h('li', null,
    h('code', null, `${name}.${ttl} IN ${record.rtype} ${record.value}`),
    (record.origins ?? []).map((origin) => h('span.origin', null, origin.meaning, entity(origin))));
}

/** The entity behind a record: the field that is neither the rule nor its meaning. */
function entity({ rule, meaning, ...kinds }) {
  return Object.entries(kinds).map(([kind, fields]) => {
    const text = typeof fields === 'object' && fields !== null ? Object.values(fields).join(', ') : String(fields);
    return `: ${kind}${text ? ` ${text}` : ''}`;
  }).join('');
}

function sentences(reasons) {
  return reasons?.length > 0 ? h('ul.reasons', null, reasons.map((reason) => h('li', null, reason))) : null;
}
