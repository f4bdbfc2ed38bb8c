/* Starts the page: the frame, and the view that the address names. */

import { h } from './dom.js';
import { here, to } from './route.js';
import { ServerState } from './server.js';
import { themeButton } from './theme.js';
import { agents } from './views/agents.js';
import { changes } from './views/changes.js';
import { frameworks } from './views/frameworks.js';
import { problems } from './views/problems.js';
import { resolve } from './views/resolve.js';
import { service } from './views/service.js';
import { services } from './views/services.js';
import { sources } from './views/sources.js';

/**
 * A view is made from its route and gives {title, element, shown(), close()}: shown is called once the element is in
 * the document.
 */
const VIEWS = { services, service, agents, frameworks, changes, sources, problems, resolve };
const TABS = [
  ['services', 'Services'], ['agents', 'Agents'], ['frameworks', 'Frameworks'], ['changes', 'Changes'],
  ['resolve', 'Resolve'], ['sources', 'Sources'], ['problems', 'Problems'],
];

const main = document.getElementById('main');
const tabs = new Map(TABS.map(([name, title]) => [name, h('a', { href: to(name) }, title)]));
const server = new ServerState(document.getElementById('now'), document.getElementById('banners'));
const tabBar = document.getElementById('tabs');
let view = null;

function show() {
  const route = here();
  const first = view === null;
  view?.close();
  main.replaceChildren();
  view = (VIEWS[route.name] ?? services)(route, server);
  document.title = `${view.title} · Herald`;
  main.append(view.element);
  for (const [name, tab] of tabs) {
    const current = name === route.name || (name === 'services' && route.name === 'service');
    tab.toggleAttribute('aria-current', current);
    if (current) {
      tab.setAttribute('aria-current', 'page');
    }
  }
  showTab();
  scrollTo(0, 0);
  if (!first) {
    main.focus({ preventScroll: true });
  }
  view.shown?.();
}

/** On a narrow screen the tabs scroll: the current one into the middle. */
function showTab() {
  const tab = tabBar.querySelector('[aria-current]')?.getBoundingClientRect();
  if (tab) {
    const bar = tabBar.getBoundingClientRect();
    tabBar.scrollLeft += tab.left + tab.width / 2 - bar.left - bar.width / 2;
  }
}

tabBar.append(...tabs.values());
document.getElementById('skip').addEventListener('click', () => main.focus());
document.getElementById('now').append(themeButton());
addEventListener('hashchange', show);
addEventListener('resize', showTab);
addEventListener('keydown', (event) => {
  const search = main.querySelector('input[type=search]');
  if (event.key === '/' && search && !event.target.closest('input, select, textarea, dialog')) {
    event.preventDefault();
    search.focus();
  }
});
show();
server.start();
