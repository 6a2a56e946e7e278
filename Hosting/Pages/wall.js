// The wall: cards of all displays, live where they are in view.
import { element, goToSignIn, isLetIn, session, signOut } from '/pages/api.js';
import { Card, hasTrouble, wordFor } from '/pages/card.js';
import { Feed } from '/pages/feed.js';
import { OtherHosts } from '/pages/hosts.js';
import { countAt, fewest, layout, most, positionOf } from '/pages/sizes.js';

const sizeKey = 'scanout-wall-cards';
const byId = id => document.getElementById(id);
const [main, grid, search, hostSelect, stateChips, size] = ['main', 'grid', 'search', 'host', 'states', 'size'].map(byId);
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const cards = new Map();
let ordered = [];
let matching = [];
let node = null;
let stateWish = '';
let chosenCount = Number(stored(sizeKey)) || 0;
let fitted = null;
let focused = null;
let lostAt = null;

const keyOf = (host, name) => `${host}/${name}`;

const feed = new Feed('/api/wall', {
  news: message => {
    if (message.node !== undefined) {
      const isFirst = node === null;
      node = message.node;
      tellPictureless(message.noThumbnails);
      if (isFirst)
        others.begin(node);
      // What is not told again is no more.
      const told = new Set(message.displays.map(record => record.name));
      remove([...cards.values()].filter(card => card.isLocal && !told.has(card.record.name)));
    }
    put(message.displays, true);
    remove((message.gone ?? []).map(name => cards.get(keyOf(node, name))).filter(Boolean));
    arrange();
  },
  picture: (name, blob) => cards.get(keyOf(node, name))?.draw(blob),
  up: () => tellOffline(false),
  down: () => tellOffline(true),
});

const others = new OtherHosts({
  list: records => {
    const told = new Set(records.map(record => keyOf(record.host, record.name)));
    remove([...cards.values()].filter(card => !card.isLocal && !told.has(card.key)));
    put(records, false);
    arrange();
  },
  picture: (host, name, blob) => cards.get(keyOf(host, name))?.draw(blob),
});

// Cards

function put(records, isLocal) {
  for (const record of records) {
    const host = record.host ?? node ?? '';
    const key = keyOf(host, record.name);
    const known = cards.get(key);
    if (known) {
      known.update(record);
      continue;
    }
    const card = new Card(key, record, host, isLocal);
    cards.set(key, card);
    watcher.observe(card.link);
    ordered = null;
  }
}

function remove(gone) {
  for (const card of gone) {
    cards.delete(card.key);
    watcher.unobserve(card.link);
    card.link.remove();
    ordered = null;
  }
}

// Puts what matches into the grid, in order, touching as little of it as can be.
function arrange() {
  ordered ??= [...cards.values()].sort((one, other) => collator.compare(one.host, other.host) || collator.compare(one.record.name, other.record.name));
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const within = ordered.filter(card => (!hostSelect.value || card.host === hostSelect.value) && words.every(word => card.text.includes(word)));
  tellStates(within);
  matching = within.filter(isWished);
  let next = grid.firstElementChild;
  for (const card of matching)
    if (card.link === next)
      next = next.nextElementSibling;
    else
      grid.insertBefore(card.link, next);
  while (next) {
    const after = next.nextElementSibling;
    next.card.isInView = false;
    next.remove();
    next = after;
  }
  tellHosts();
  tellEmpty();
  fit();
  if (!matching.includes(focused))
    aim(matching[0] ?? null);
  ask();
}

const isWished = card => !stateWish || (stateWish === 'trouble' ? hasTrouble(card.record) : card.record.state === stateWish);

// What is in view, and no more, is asked for.

const watcher = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries)
    if (isIntersecting)
      target.card.enter();
    else
      target.card.isInView = false;
  ask();
}, { root: main });

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
    feed.show(local, width);
    others.show(byHost, width);
  }, 30);
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

// Filters

const chips = new Map();
function tellStates(within) {
  const counts = new Map([['', within.length]]);
  for (const { record } of within) {
    counts.set(record.state, (counts.get(record.state) ?? 0) + 1);
    if (hasTrouble(record))
      counts.set('trouble', (counts.get('trouble') ?? 0) + 1);
  }
  if (stateWish && !counts.has(stateWish))
    counts.set(stateWish, 0);
  const rank = ['', 'trouble', 'live', 'idle', 'starting', 'off', 'refused', 'lost', 'failing'];
  const shown = [...counts.keys()].sort((one, other) => (rank.indexOf(one) + 1 || 99) - (rank.indexOf(other) + 1 || 99));
  for (const [state, chip] of chips)
    if (!counts.has(state)) {
      chip.remove();
      chips.delete(state);
    }
  shown.forEach((state, index) => {
    if (!chips.has(state)) {
      const chip = element('button', '', state === '' ? 'All' : state === 'trouble' ? 'In trouble' : wordFor(state), ' ', element('b'));
      chip.type = 'button';
      chip.addEventListener('click', () => {
        stateWish = stateWish === state ? '' : state;
        arrange();
      });
      chips.set(state, chip);
    }
    const chip = chips.get(state);
    chip.lastElementChild.textContent = counts.get(state);
    chip.setAttribute('aria-pressed', String(stateWish === state));
    if (stateChips.children[index] !== chip)
      stateChips.insertBefore(chip, stateChips.children[index] ?? null);
  });
  const troubled = counts.get('trouble');
  document.title = `${troubled ? `(${troubled}) ` : ''}Scanout${node ? ` · ${node}` : ''}`;
}

function tellHosts() {
  const hosts = [...new Set([...cards.values()].map(card => card.host))].sort(collator.compare);
  const known = [...hostSelect.options].slice(1).map(option => option.value);
  hostSelect.hidden = hosts.length < 2 && !hostSelect.value;
  if (hosts.join('\n') === known.join('\n'))
    return;
  const wish = hostSelect.value;
  hostSelect.replaceChildren(new Option('All hosts', ''), ...hosts.map(host => new Option(host, host)));
  if (wish && !hosts.includes(wish))
    hostSelect.append(new Option(wish, wish));
  hostSelect.value = wish;
}

search.addEventListener('input', arrange);
hostSelect.addEventListener('change', arrange);
byId('show-all').addEventListener('click', showAll);

function showAll() {
  search.value = '';
  hostSelect.value = '';
  stateWish = '';
  arrange();
}

// What is the matter, in plain words

function tellEmpty() {
  const isWaiting = node === null;
  const isEmpty = matching.length === 0;
  byId('empty').hidden = !isEmpty;
  grid.hidden = isEmpty;
  if (!isEmpty)
    return;
  const [headline, detail] = isWaiting
    ? ['Connecting…', '']
    : cards.size > 0
      ? ['No display matches', 'None of the displays is like what you look for.']
      : ['No displays yet', 'A display appears here as soon as the service finds one. On the host, “scanout doctor” says what stands in the way.'];
  byId('empty-headline').textContent = headline;
  byId('empty-detail').textContent = detail;
  byId('show-all').hidden = isWaiting || cards.size === 0;
}

let offlineTimer = 0;
function tellOffline(isLost) {
  clearTimeout(offlineTimer);
  lostAt = isLost ? lostAt ?? new Date() : null;
  // A service that restarts is back in a moment.
  offlineTimer = setTimeout(() => {
    const words = node === null
      ? 'The service can’t be reached. Trying again…'
      : `The connection is lost. Trying again… What you see is from ${lostAt?.toLocaleTimeString()}.`;
    byId('offline').textContent = lostAt ? words : '';
    byId('offline').hidden = !lostAt;
    grid.classList.toggle('is-stale', lostAt !== null);
  }, isLost ? 400 : 0);
}

function tellPictureless(reason) {
  byId('pictureless').hidden = !reason;
  byId('pictureless').textContent = reason ? `No pictures on this page: ${reason}. States and numbers are live all the same.` : '';
}

// Keys

function aim(card) {
  if (focused)
    focused.link.tabIndex = -1;
  focused = card;
  if (card)
    card.link.tabIndex = 0;
}

function move(step) {
  const from = matching.indexOf(document.activeElement?.card);
  const to = from < 0 ? Math.max(matching.indexOf(focused), 0) : from + step;
  if (!matching[to])
    return;
  aim(matching[to]);
  focused.link.focus({ preventScroll: true });
  focused.link.scrollIntoView({ block: 'nearest' });
}

grid.addEventListener('focusin', event => event.target.card && aim(event.target.card));
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey)
    return;
  const isInSearch = event.target === search;
  if (event.key === '/' && !isInSearch) {
    search.focus();
    search.select();
  } else if (event.key === 'Escape') {
    const hadFilter = search.value || stateWish || hostSelect.value;
    if (isInSearch && !search.value)
      search.blur();
    else if (hadFilter)
      showAll();
    else
      document.activeElement?.blur();
  } else if (isInSearch && (event.key === 'ArrowDown' || event.key === 'Enter'))
    move(0);
  else if (isInSearch || event.target === size || event.target === hostSelect)
    return;
  else if (event.key === 'ArrowLeft')
    move(-1);
  else if (event.key === 'ArrowRight')
    move(1);
  else if (event.key === 'ArrowUp')
    move(-fitted.columns);
  else if (event.key === 'ArrowDown')
    move(fitted.columns);
  else if (event.key === 'Home')
    move(-matching.indexOf(document.activeElement?.card));
  else if (event.key === 'End')
    move(matching.length - 1 - matching.indexOf(document.activeElement?.card));
  else
    return;
  event.preventDefault();
});

// Who is here

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

byId('signout').addEventListener('click', () => signOut());
tellEmpty();
fit();
feed.open();
session().then(who => {
  if (!isLetIn(who))
    goToSignIn();
  byId('open').hidden = !who.open;
  byId('who').hidden = byId('signout').hidden = !who.user;
  byId('who').textContent = who.user ?? '';
}, () => {});
