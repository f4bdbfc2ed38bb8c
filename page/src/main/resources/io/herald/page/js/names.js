/* The names of a service's records, each with a line that asks for it. */

import { read } from './api.js';
import { copyable } from './copy.js';
import { digLine } from './dig.js';
import { fill, h } from './dom.js';
import { count, number } from './words.js';

const SHOWN = 40;

/**
 * @param {string} key of the service
 * @param {function(string, string)} ask resolves a name and type
 * @returns {{element, read()}} read looks again
 */
export function recordNames(key, server, ask) {
  const list = h('ul.plain.names');
  const note = h('p.muted');
  const element = h('section.recordnames', null, h('h2', null, 'Names'), list, note);
  let etag = null;
  return {
    element,
    read: async () => {
      try {
        const result = await read('v2/records', { service: key, limit: 500 }, { etag });
        if (result.changed) {
          etag = result.etag;
          show(byName(result.data.items), Boolean(result.data.next), await server.configuration());
        }
      } catch (error) {
        note.textContent = error.message;
      }
    },
  };

  function show(names, more, config) {
    fill(list, names.slice(0, SHOWN).map(({ name, type, records }) => h('li', null,
      copyable(digLine(config, name, type), 'Copy the dig line'),
      h('span.muted', null, count(records, 'record')),
      h('button.quiet', { type: 'button', 'aria-label': `Resolve ${name} ${type}`, click: () => ask(name, type) },
        'resolve'))));
    note.textContent = names.length === 0 ? 'It has no records.'
      : names.length > SHOWN || more ? `${number(Math.min(names.length, SHOWN))} names are shown; there are more.` : '';
  }
}

/** Records by name and type, the names that most want first: those of the whole service are the shortest. */
function byName(records) {
  const names = new Map();
  for (const record of records) {
    const name = record.name.replace(/\.$/, '');
    const { type } = record;
    const key = `${name} ${type}`;
    const one = names.get(key) ?? { name, type, records: 0 };
    one.records++;
    names.set(key, one);
  }
  return [...names.values()].sort((a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
}
