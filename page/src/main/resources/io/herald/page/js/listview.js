/* A view that is a search field over a list. */

import { given } from './api.js';
import { h } from './dom.js';
import { LiveList } from './list.js';
import { note } from './route.js';

const TYPING = 150;

/** @param {Object} options name, title, path, style, noun, empty, search, columns, create */
export function listView(route, options) {
  const filter = { q: route.params.get('q') ?? '' };
  const list = new LiveList({
    path: options.path,
    params: () => given(filter),
    style: options.style,
    noun: options.noun,
    empty: options.empty,
    table: { label: options.title, columns: options.columns, key: (item) => item.id, create: options.create },
  });
  let timer = 0;
  const search = h('input', {
    type: 'search', id: 'search', value: filter.q, placeholder: options.search, autocomplete: 'off', spellcheck: 'false',
    input: () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        filter.q = search.value.trim();
        note(options.name, '', filter);
        list.restart();
      }, TYPING);
    },
  });
  return {
    title: options.title,
    element: h('div', null,
      h('h1.unseen', null, options.title),
      h('form.filters', { role: 'search', submit: (event) => event.preventDefault() },
        h('label.unseen', { for: 'search' }, 'Search'), search),
      list.element),
    shown: () => list.start(),
    close: () => {
      clearTimeout(timer);
      list.close();
    },
  };
}
