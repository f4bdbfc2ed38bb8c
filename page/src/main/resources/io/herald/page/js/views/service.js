/* One service: its instances, the names of its records, and what a resolver gets. */

import { fill, h } from '../dom.js';
import { read } from '../api.js';
import { healthBar } from '../health.js';
import { instanceRow, INSTANCE_COLUMNS } from '../instances.js';
import { InstanceDetails } from '../details.js';
import { parts, path } from '../keys.js';
import { LiveList } from '../list.js';
import { recordNames } from '../names.js';
import { Resolver } from '../resolver.js';
import { to } from '../route.js';

export function service(route, server) {
  const key = route.argument;
  const head = h('div.facts');
  const bar = healthBar();
  const resolver = new Resolver(server);
  const names = recordNames(key, server, (name, type) => resolver.ask(name, type));
  const details = new InstanceDetails();
  const filter = {};
  let title = null;

  const list = new LiveList({
    path: `${path(key)}/instances`,
    params: () => ({}),
    watch: () => filter,
    style: 'instances',
    noun: 'instance',
    empty: 'No instance is running.',
    table: {
      label: 'Instances', columns: INSTANCE_COLUMNS, key: (item) => item.id,
      create: () => instanceRow((item, opener) => details.open(item, opener)),
    },
    event: (kind, instance) => details.changed(kind, instance),
    read: () => readHead(),
  });

  async function readHead() {
    try {
      const { data } = await read(path(key), { limit: 1 });
      show(data);
    } catch (error) {
      if (error.status === 404) {
        gone();
      } else if (error.status === 300) {
        choose(error.problem);
      } else {
        list.failed(error);
      }
    }
  }

  function show(data) {
    Object.assign(filter, { framework: data.framework, name: data.name, environment: data.environment });
    if (title !== data.name) {
      title = data.name;
      document.title = `${data.name} · Herald`;
      heading.textContent = data.name;
      fill(head, fact('framework', data.framework), data.environment ? fact('environment', data.environment) : null,
        bar.element);
    }
    bar.update(data.healthy, data.instances);
    names.read();
  }

  function gone() {
    if (title === null) {
      fill(head, h('p.note', null, 'There is no service of this name now. ', h('a', { href: to('services') },
        'All services')));
    } else {
      bar.update(0, 0);
    }
  }

  function choose(problem) {
    fill(head, h('p.note', null, 'Several services have this name: '),
      h('ul', null, (problem?.choices ?? []).map((one) => h('li', null, h('a', { href: to('service', one) }, one)))));
  }

  const heading = h('h1', null, parts(key).name);
  return {
    title: parts(key).name,
    element: h('article.service', null,
      h('nav.crumbs', { 'aria-label': 'Where you are' }, h('a', { href: to('services') }, 'Services'), ' /'),
      heading, head,
      h('h2', null, 'Instances'), list.element,
      h('div.halves', null, names.element, resolver.element),
      details.element),
    shown: async () => {
      await readHead();
      list.start();
    },
    close: () => list.close(),
  };
}

function fact(name, value) {
  return h('span.fact', null, h('span.muted', null, `${name} `), value);
}
