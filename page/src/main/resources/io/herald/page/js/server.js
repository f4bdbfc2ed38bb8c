/*
 * The state of the server itself, in the page's head: whether it answers, its sources, its query and error rates. And
 * the banners: an operator must see at once that what is on screen is old.
 */

import { read } from './api.js';
import { fill, h } from './dom.js';
import { Plot } from './plot.js';
import { every } from './poll.js';
import { rates, totals } from './rates.js';
import { to } from './route.js';
import { duration, percent, rate, timeOfDay } from './words.js';

const INTERVAL = 2000;

export class ServerState {
  /**
   * @param {Element} place in the head
   * @param {Element} banners
   */
  constructor(place, banners) {
    this.banners = banners;
    this.sources = h('a.sources', { href: to('sources') }, '…');
    this.queries = new Plot('queries/s', rate, 1);
    this.errors = new Plot('errors', percent, 0.05);
    this.last = null;
    this.since = null;
    this.config = null;
    this.shown = '';
    /** Names of the sources that are cut off or not confirmed yet; null until that is known. */
    this.unheard = null;
    this.listeners = new Set();
    place.append(this.queries.element, this.errors.element, this.sources);
  }

  start() {
    every(INTERVAL, () => this.readSources());
    every(INTERVAL, () => this.readRates());
  }

  /** The server's configuration, read once: the domain and the port of dig lines. */
  configuration() {
    this.config ??= read('v1/config').then(({ data }) => data).catch(() => {
      this.config = null;
      return {};
    });
    return this.config;
  }

  /**
   * Calls whenever the sources have been looked at.
   *
   * @returns {function()} ends that
   */
  onSources(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async readSources() {
    let items;
    try {
      ({ items } = (await read('v2/sources')).data);
    } catch (error) {
      this.since ??= new Date();
      this.show([{ key: 'server', text: `${error.message} What is shown is from ${timeOfDay(this.since)}.` }]);
      fill(this.sources, h('i', { 'aria-hidden': 'true' }), 'no answer');
      this.sources.dataset.health = 'bad';
      return;
    }
    this.since = null;
    const cut = items.filter((source) => isCut(source));
    const stale = items.filter((source) => source.stale && !isCut(source));
    this.sources.dataset.health = cut.length > 0 ? 'bad' : stale.length > 0 ? 'some' : 'good';
    const all = `${items.length} source${items.length === 1 ? '' : 's'}`;
    fill(this.sources, h('i', { 'aria-hidden': 'true' }), cut.length > 0 ? `${cut.length} of ${all} cut off` : all);
    this.show([...cut.map(cutBanner), ...stale.map(staleBanner)]);
    this.unheard = [...cut, ...stale].map((source) => `source ${source.name}`);
    this.listeners.forEach((listener) => listener());
  }

  async readRates() {
    let reading;
    try {
      reading = totals((await read('v2/queries')).data);
    } catch {
      // readSources says what is wrong.
      this.last = null;
      this.queries.add(null);
      this.errors.add(null);
      return;
    }
    const found = this.last === null ? null : rates(this.last, reading);
    this.last = reading;
    this.queries.add(found?.queries ?? null);
    this.errors.add(found?.errors ?? null);
  }

  /** Shows banners; one that stays the same is left alone, so that screen readers say it once. */
  show(wanted) {
    const text = JSON.stringify(wanted);
    if (text === this.shown) {
      return;
    }
    this.shown = text;
    fill(this.banners, wanted.map(({ key, text: sentence }) => h('div.banner', { 'data-source': key },
      h('b', null, sentence), ' ', h('a', { href: to('sources') }, 'Sources'))));
  }
}

export function isCut(source) {
  return !source.following;
}

function cutBanner(source) {
  const heard = source.heardSecondsAgo;
  // Whole minutes, so that the banner isn't another one at every look.
  const since = heard === undefined ? 'It has not been heard yet'
    : `Last heard ${heard < 60 ? 'less than a minute' : duration(heard - (heard % 60))} ago`;
  return {
    key: source.name,
    text: `Source ${source.name} is cut off${source.trouble ? `: ${source.trouble}` : ''}. ${since}; `
      + 'Herald goes on answering with what it knew then.',
  };
}

function staleBanner(source) {
  return {
    key: source.name,
    text: `What is known of source ${source.name} was saved by an earlier run and is not confirmed yet.`,
  };
}
