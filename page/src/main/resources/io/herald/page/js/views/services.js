/* The services that the search and the filters leave. */

import { h, write } from '../dom.js';
import { given, read } from '../api.js';
import { healthBar } from '../health.js';
import { LiveList } from '../list.js';
import { note, to } from '../route.js';

const TYPING = 150;

export function services(route, server) {
  const filter = {
    q: route.params.get('q') ?? '',
    framework: route.params.get('framework') ?? '',
    environment: route.params.get('environment') ?? '',
    health: route.params.get('health') ?? '',
  };
  const list = new LiveList({
    path: 'v2/services',
    params: () => given(filter),
    watch: () => given(filter),
    style: 'services',
    noun: 'service',
    server,
    empty: 'No service matches. Search looks at names, frameworks, environments, task ids and agents.',
    table: {
      label: 'Services',
      columns: [
        { title: 'Name', name: 'name' }, { title: 'Framework', name: 'framework' },
        { title: 'Environment', name: 'environment' }, { title: 'Instances', name: 'instances' },
      ],
      key: (item) => item.key,
      create: row,
    },
  });

  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      note('services', '', filter);
      list.restart();
    }, TYPING);
  };
  const search = h('input', {
    type: 'search', id: 'search', value: filter.q, placeholder: 'Search services, tasks, agents', autocomplete: 'off',
    spellcheck: 'false', 'aria-keyshortcuts': '/',
    input: () => {
      filter.q = search.value.trim();
      changed();
    },
    keydown: (event) => {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        list.rows.focusRow(list.rows.visible()[0]);
      }
    },
  });
  const framework = select('framework', 'Framework', [['', 'All frameworks']], filter.framework, (value) => {
    filter.framework = value;
    changed();
  });
  const environment = h('input', {
    type: 'search', id: 'environment', value: filter.environment, placeholder: 'Any environment', autocomplete: 'off',
    spellcheck: 'false',
    input: () => {
      filter.environment = environment.value.trim();
      changed();
    },
  });
  const health = select('health', 'Health', [
    ['', 'Any health'], ['healthy', 'With healthy instances'], ['unhealthy', 'With unhealthy instances'],
  ], filter.health, (value) => {
    filter.health = value;
    changed();
  });

  return {
    title: 'Services',
    element: h('div', null,
      h('h1.unseen', null, 'Services'),
      h('form.filters', { role: 'search', submit: (event) => event.preventDefault() },
        h('label.unseen', { for: 'search' }, 'Search'), search, framework,
        h('span', null, h('label.unseen', { for: 'environment' }, 'Environment'), environment), health),
      list.element),
    shown: () => {
      list.start();
      names(framework.querySelector('select'), filter.framework);
    },
    close: () => {
      clearTimeout(timer);
      list.close();
    },
  };
}

function row() {
  const name = h('a');
  const framework = h('span');
  const environment = h('span');
  const bar = healthBar();
  return {
    cells: [name, framework, environment, bar.element],
    update: (item) => {
      write(name, item.name);
      name.title = item.name;
      name.href = to('service', item.key);
      write(framework, item.framework);
      write(environment, item.environment);
      bar.update(item.healthy, item.instances);
    },
  };
}

function select(id, label, options, value, take) {
  const field = h('select', { id, change: () => take(field.value) },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)));
  return h('span', null, h('label.unseen', { for: id }, label), field);
}

/** Adds the frameworks' names; a list of hundreds is of no use to choose from, so the first ones do. */
async function names(field, chosen) {
  let found = [];
  try {
    const { data } = await read('v2/frameworks', { limit: 200 });
    found = data.items.map((framework) => framework.name);
  } catch {
    // The list below says what is wrong with the server; the filter works without names.
  }
  const all = [...new Set([...found, ...(chosen ? [chosen] : [])])].sort();
  field.append(...all.map((name) => h('option', { value: name, selected: name === chosen }, name)));
}
