/* The stream of changes, the newest first. */

import { h, write } from '../dom.js';
import { read } from '../api.js';
import { Changes } from '../changelog.js';
import { parts } from '../keys.js';
import { VirtualRows } from '../rows.js';
import { note, to } from '../route.js';
import { number, timeOfDay } from '../words.js';

const VERBS = { added: 'came', changed: 'changed', removed: 'left' };

export function changes(route) {
  const filter = { q: route.params.get('q') ?? '' };
  let timer = 0;
  const search = h('input', {
    type: 'search', id: 'search', value: filter.q, placeholder: 'Only changes that match', autocomplete: 'off',
    spellcheck: 'false',
    input: () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        filter.q = search.value.trim();
        note('changes', '', filter);
        log.restart();
      }, 200);
    },
  });
  const pause = h('button', {
    type: 'button', 'aria-pressed': 'false',
    click: () => {
      log.setPaused(!log.paused);
      pause.setAttribute('aria-pressed', String(log.paused));
      pause.textContent = log.paused ? 'Go on' : 'Pause';
    },
  }, 'Pause');
  const summary = h('p.summary', { role: 'status' });
  const rows = new VirtualRows({
    label: 'Changes',
    columns: [
      { title: 'Time', name: 'time' }, { title: 'What', name: 'what' }, { title: 'Service', name: 'service' },
      { title: 'Framework', name: 'framework' },
      { title: 'Task', name: 'task' }, { title: 'Agent', name: 'agent' },
    ],
    key: (item) => item.revision,
    item: (index) => log.items[index] ?? null,
    seen: () => {},
    create: row,
  }, 'changes');
  const log = new Changes(filter, read, () => {
    rows.update(log.items.length, log.items.length);
    write(summary, log.text());
  });
  return {
    title: 'Changes',
    element: h('div', null,
      h('h1.unseen', null, 'Changes'),
      h('form.filters', { role: 'search', submit: (event) => event.preventDefault() },
        h('label.unseen', { for: 'search' }, 'Search'), search, pause),
      h('section.list', null, h('div.line', null, summary), rows.element)),
    shown: () => log.start(),
    close: () => {
      clearTimeout(timer);
      log.stop();
      rows.close();
    },
  };
}

function row() {
  const time = h('time');
  const what = h('span.kind');
  const service = h('a');
  const framework = h('span');
  const task = h('span');
  const agent = h('span');
  return {
    cells: [time, what, service, framework, task, agent],
    update: (item) => {
      write(time, timeOfDay(item.at));
      time.dateTime = item.at.toISOString();
      write(what, VERBS[item.kind] ?? item.kind);
      what.dataset.kind = item.kind;
      const { framework: owner, name, environment } = parts(item.instance.service);
      write(service, name);
      write(framework, environment ? `${owner}, ${environment}` : owner);
      service.href = to('service', item.instance.service);
      write(task, item.instance.id);
      task.title = item.instance.id;
      write(agent, item.instance.agent?.hostname ?? '');
      what.title = `revision ${number(item.revision)}`;
    },
  };
}
