/* A box for a name: the very answer of the DNS server, and why it is that. */

import { read } from './api.js';
import { copyable } from './copy.js';
import { digLine } from './dig.js';
import { fill, h } from './dom.js';
import { count, number } from './words.js';

const TYPES = ['A', 'AAAA', 'SRV', 'CNAME', 'TXT', 'PTR', 'SOA', 'NS', 'ANY'];
const SHOWN = 100;
/** The server explains one name at a time; how often it is asked again, and after how long. */
const TRIES = 10;
const BETWEEN = 700;

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
    this.answer = h('div.answer', { role: 'region', 'aria-label': 'Answer', 'aria-live': 'polite', tabindex: '-1' });
    this.element = h('section.resolver', null,
      h('h2', null, 'Resolve'),
      h('form.filters', {
        submit: (event) => {
          event.preventDefault();
          this.ask(this.name.value.trim(), this.type.value);
        },
      },
      h('label.unseen', { for: 'resolve-name' }, 'Name'), this.name,
      h('span', null, h('label.unseen', { for: 'resolve-type' }, 'Type'), this.type),
      h('button.primary', { type: 'submit' }, 'Resolve')),
      this.answer);
  }

  /** Asks for a name as ask does, for a button elsewhere: brings the answer into view and gives it the focus. */
  follow(name, type) {
    return this.ask(name, type, () => {
      const { top, bottom } = this.answer.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) {
        this.element.scrollIntoView({ block: 'start' });
      }
      this.answer.focus({ preventScroll: true });
    });
  }

  /**
   * Asks for a name and shows the answer, and when it is there the explanation.
   *
   * @param {function()} [answered] called once the answer, or why there is none, is in the document
   */
  async ask(name, type, answered = () => {}) {
    const turn = ++this.turn;
    this.name.value = name;
    this.type.value = type;
    this.asked(name, type);
    this.answer.setAttribute('aria-busy', 'true');
    const why = h('div.why', null, h('p.muted', null, 'Looking for the reasons …'));
    try {
      const [reply, dig] = await Promise.all([this.resolve(name, type),
        this.server.configuration().then((config) => digLine(config, name, type))]);
      if (turn === this.turn) {
        fill(this.answer, reply, copyable(dig, 'Copy the dig line'), why);
        answered();
        answered = () => {};
      }
      const explanation = await explain(name, () => turn === this.turn);
      fill(why, this.why(explanation, type));
    } catch (error) {
      if (turn === this.turn) {
        fill(this.answer, h('p.failed', null, error.message));
        answered();
      }
    }
    if (turn === this.turn) {
      this.answer.removeAttribute('aria-busy');
    }
  }

  async resolve(name, type) {
    let reply;
    try {
      reply = (await read('v2/resolve', { name, type })).data;
    } catch (error) {
      if (error.status === 404) {
        return h('p.verdict', null, h('b', null, 'Not served here'), `: ${error.message}`);
      }
      throw error;
    }
    const { rcode, answer, authority, additional } = reply;
    return h('div', null,
      h('p.verdict', { 'data-rcode': rcode },
        h('b', null, rcode), outcome(rcode, answer.length) + (reply.authoritative ? '' : ', not authoritative')),
      section('answer', answer), section('authority', authority), section('additional', additional));
  }

  why({ verdict, meaning, records, reasons, nearest }, type) {
    const alias = records.filter((record) => record.rtype === 'CNAME');
    const these = records.filter((record) => type === 'ANY' || record.rtype === type || alias.includes(record));
    const others = records.filter((record) => !these.includes(record));
    return [
      h('h3', null, 'Why'),
      h('p', { 'data-verdict': verdict }, sentence(meaning)),
      h('ul.plain.origins', null, these.slice(0, SHOWN).map((record) => h('li', null,
        h('code', null, `${record.rtype} ${record.value}`),
        record.origins.map((origin) => h('span.origin', null, origin.meaning, entity(origin)))))),
      rest(these.length),
      others.length > 0 ? this.otherTypes(others) : null,
      reasons.length > 0 ? h('ul.reasons', null, reasons.map((reason) => h('li', null, sentence(reason)))) : null,
      nearest.length > 0 ? this.nearest(nearest, type) : null,
    ];
  }

  otherTypes(others) {
    const types = [...new Set(others.map((record) => record.rtype))];
    return h('p', null, 'The name also has ', types.map((type, at) => [
      at > 0 ? ', ' : '',
      h('button.quiet', { type: 'button', click: () => this.follow(this.name.value, type) },
        count(others.filter((record) => record.rtype === type).length, `${type} record`)),
    ]).flat(), '.');
  }

  nearest(names, type) {
    return h('p', null, 'Did you mean ', names.map((name, at) => [
      at > 0 ? ', ' : '', h('button.quiet', { type: 'button', click: () => this.follow(name, type) }, name),
    ]).flat(), '?');
  }
}

async function explain(name, wanted) {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await read('v2/explain', { name })).data;
    } catch (error) {
      if (error.status !== 503 || attempt === TRIES || !wanted()) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    }
  }
}

/** What a reply says, after its code. */
function outcome(rcode, records) {
  if (records > 0) {
    return `, ${count(records, 'record')} of this type`;
  }
  return {
    NOERROR: ', NODATA: the name exists, without a record of this type',
    NXDOMAIN: ', the name does not exist',
    SERVFAIL: ', the server cannot answer this now',
    REFUSED: ', the server does not answer this',
  }[rcode] ?? '';
}

/** Records as dig prints them. */
function section(name, lines) {
  if (lines.length === 0) {
    return null;
  }
  return h('div', null, h('h3', null, `${name.charAt(0).toUpperCase()}${name.slice(1)} section`),
    h('ul.plain.records', { 'data-section': name }, lines.slice(0, SHOWN).map((line) => h('li', null,
      h('code', null, `${line.name} ${line.ttl} IN ${line.type} ${line.value}`)))),
    rest(lines.length));
}

function rest(length) {
  return length > SHOWN ? h('p.muted', null, `and ${number(length - SHOWN)} more`) : null;
}

function sentence(text) {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(whole) ? whole : `${whole}.`;
}

/** The entity behind a record, by its id or what comes closest: the field that is neither the rule nor its meaning. */
function entity({ rule, meaning, ...kinds }) {
  return Object.entries(kinds).map(([kind, fields]) => {
    const name = fields.id ?? fields.path ?? fields.name ?? fields.leader ?? Object.values(fields)[0];
    return (name ? `: ${kind} ${name}` : ` (${kind})`) + (fields.framework ? ` of ${fields.framework}` : '');
  }).join('');
}
