// The wall: cards of all displays of all hosts, live where they are in view.
import { goToSignIn, isLetIn, session, signOut } from '/pages/api.js';
import { Card } from '/pages/card.js';
import { Feed } from '/pages/feed.js';
import { Filters } from '/pages/filters.js';
import { OtherHosts } from '/pages/hosts.js';
import { tellEmpty, tellOffline, tellPictureless } from '/pages/notices.js';
import { Rows } from '/pages/rows.js';
import { countAt, fewest, layout, most, positionOf } from '/pages/sizes.js';
import { Steps } from '/pages/steps.js';

const sizeKey = 'scanout-wall-cards';
const byId = id => document.getElementById(id);
const [main, grid, size] = ['main', 'grid', 'size'].map(byId);
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const cards = new Map();
// Of all hosts and all cards; null where they are to be put into order anew.
let hosts = null;
let ordered = null;
let matching = [];
let node = null;
let chosenCount = Number(stored(sizeKey)) || 0;
let fitted = null;

const keyOf = (host, name) => `${host}/${name}`;
const cardOf = (host, name) => cards.get(keyOf(host, name));

const feed = new Feed('/api/wall', {
  news: message => {
    if (message.node !== undefined) {
      node = message.node;
      tellPictureless(message.noThumbnails);
      keepOnly(card => !card.isLocal, message.displays.map(record => keyOf(node, record.name)));
    }
    if (message.areAllHosts)
      keepOnly(card => card.isLocal, message.hosts.flatMap(({ host, displays }) => displays.map(record => keyOf(host, record.name))));
    put(node, message.displays, true);
    remove((message.gone ?? []).map(name => cardOf(node, name)));
    for (const { host, displays, gone = [] } of message.hosts ?? []) {
      put(host, displays, false);
      remove(gone.map(name => cardOf(host, name)));
    }
    arrangeSoon();
  },
  picture: (name, blob) => cardOf(node, name)?.draw(blob),
  up: () => tellOffline(false, node !== null),
  down: () => tellOffline(true, node !== null),
}, { hosts: true });
const others = new OtherHosts((host, name, blob) => cardOf(host, name)?.draw(blob));
const filters = new Filters(arrange);
const rows = new Rows(main, grid, ask);
const steps = new Steps({ grid, filters, rows, matching: () => matching, columns: () => fitted.columns });

// Cards

function put(host, records, isLocal) {
  for (const record of records) {
    const known = cardOf(host, record.name);
    if (known) {
      known.update(record);
      continue;
    }
    const card = new Card(keyOf(host, record.name), record, host, isLocal);
    cards.set(card.key, card);
    hosts = ordered = null;
  }
}

function remove(gone) {
  for (const card of gone.filter(Boolean)) {
    cards.delete(card.key);
    card.empty();
    hosts = ordered = null;
  }
}

// What is not told again is no more.
function keepOnly(isOther, told) {
  const keys = new Set(told);
  remove([...cards.values()].filter(card => !isOther(card) && !keys.has(card.key)));
}

// By host and then by name. Names are compared within their hosts only: of thousands of cards each comparison counts.
function order() {
  if (ordered)
    return;
  const byHost = new Map();
  for (const card of cards.values())
    (byHost.get(card.host) ?? byHost.set(card.host, []).get(card.host)).push(card);
  hosts = [...byHost.keys()].sort(collator.compare);
  ordered = hosts.flatMap(host => byHost.get(host).sort((one, other) => collator.compare(one.record.name, other.record.name)));
}

// News comes in pieces: they are shown together, with the next frame.
let isArrangedSoon = false;
function arrangeSoon() {
  if (isArrangedSoon)
    return;
  isArrangedSoon = true;
  requestAnimationFrame(() => {
    isArrangedSoon = false;
    arrange();
  });
}

function arrange() {
  order();
  matching = filters.choose(ordered);
  document.title = `${filters.troubled ? `(${filters.troubled}) ` : ''}Scanout${node ? ` · ${node}` : ''}`;
  filters.offer(hosts);
  tellEmpty({ isEmpty: matching.length === 0, isWaiting: node === null, hasOthers: cards.size > 0 });
  fit();
  steps.keep();
  ask();
}

// What is in view, and no more, is asked for.

// What comes into view a moment later is asked for together with it; the first of all is not to wait.
const askPauseMs = 30;
let hasAsked = false;
let askTimer = 0;
let asked = '';
function ask() {
  askTimer ||= setTimeout(() => {
    askTimer = 0;
    const byHost = new Map();
    const local = [];
    for (const card of matching)
      if (card.isInView)
        (card.isLocal ? local : byHost.get(card.host) ?? byHost.set(card.host, []).get(card.host)).push(card.record.name);
    const width = Math.round((fitted?.cardWidth ?? 320) * Math.min(devicePixelRatio || 1, 2));
    const wish = JSON.stringify([width, local, [...byHost]]);
    if (wish === asked)
      return;
    asked = wish;
    hasAsked ||= local.length > 0 || byHost.size > 0;
    feed.show(local, width);
    others.show(byHost, width);
  }, hasAsked ? askPauseMs : 0);
}

// Sizes

const isNarrow = () => main.clientWidth < 640;
// Until somebody chooses: as many as there are, within reason.
const cardCount = () => chosenCount || Math.min(Math.max(matching.length, fewest), isNarrow() ? fewest : 60);

function fit() {
  const style = getComputedStyle(main);
  const width = main.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const height = main.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  const count = cardCount();
  fitted = layout(count, width, height);
  grid.style.setProperty('--columns', fitted.columns);
  grid.style.setProperty('--gap', `${fitted.gap}px`);
  grid.style.setProperty('--card-height', `${Math.floor(fitted.cardHeight)}px`);
  grid.dataset.density = fitted.density;
  if (document.activeElement !== size)
    size.value = positionOf(count);
  byId('size-told').textContent = count;
  size.setAttribute('aria-valuetext', `${count} cards on a screen`);
  rows.show(matching, fitted);
}

size.addEventListener('input', () => {
  chosenCount = Math.min(Math.max(countAt(size.valueAsNumber), fewest), most);
  store(sizeKey, chosenCount);
  fit();
  ask();
});
new ResizeObserver(() => {
  fit();
  ask();
}).observe(main);

function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds for this page, then.
  }
}

byId('show-all').addEventListener('click', () => filters.clear());
byId('signout').addEventListener('click', () => signOut());
tellEmpty({ isEmpty: true, isWaiting: true, hasOthers: false });
fit();
feed.open();

// Who is here
session().then(who => {
  if (!isLetIn(who))
    goToSignIn();
  byId('open').hidden = !who.open;
  byId('who').hidden = byId('signout').hidden = !who.user;
  byId('who').textContent = who.user ?? '';
}, () => {});
