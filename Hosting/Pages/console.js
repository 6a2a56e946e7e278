// The console of one display: noVNC on the service's own WebSocket, who else is here, control, and the past below it.
import { ask, askJson, element, isLetIn, session, socketAddress } from '/pages/api.js';
import { download, fileNameOf } from '/pages/downloads.js';
import { fillKeyList, typeFrom } from '/pages/keys.js';
import { Past } from '/pages/past.js';
import { People } from '/pages/people.js';
import { StandIn } from '/pages/standin.js';

const pollMs = 2000;
const firstPauseMs = 500;
const longestPauseMs = 10_000;
const library = '/pages/novnc/core/rfb.js';
const page = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const name = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const host = query.get('host');
const base = host ? `/hosts/${encodeURIComponent(host)}` : '';
const api = `${base}/api/displays/${encodeURIComponent(name)}`;
// Who knows it may ask for control for this page, so it is made up anew each time.
const mark = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

const stateWords = {
  live: 'live', idle: 'at rest', starting: 'starting', off: 'switched off', refused: 'refused', lost: 'lost', failing: 'failing',
  gone: 'gone', connecting: 'connecting…',
};

let rfb = null;
let RFB = null;
let isConnected = false;
let pauseMs = firstPauseMs;
let told = null;
let isWatching = query.has('watch');
let isFitted = true;
let polling = 0;
let fault = '';
let isAsking = false;
// A token that lets somebody in once, who need not be able to sign in: all that he has is the picture.
let token = takeToken();
let isGuest = false;

const past = new Past({ api, onChange: showMoment });
const people = new People(viewer => act(`${api}/control?console=${mark}&to=${viewer.id}`, 'POST'));

page('name').textContent = host ? `${name} on ${host}` : name;
document.title = `${name} · Scanout`;

// It is in the address's fragment, which no server is told, and does not stay there.
function takeToken() {
  const found = new URLSearchParams(location.hash.slice(1)).get('token');
  if (found)
    history.replaceState(null, '', location.pathname + location.search);
  return found;
}

async function start() {
  const isKnown = await session().then(isLetIn, () => true);
  isGuest = !isKnown && token !== null;
  document.body.classList.toggle('is-guest', isGuest);
  // Who has to sign in is sent there before anything else.
  if (!isKnown && !isGuest)
    await ask(`${api}/viewers`).catch(() => {});
  if (!isGuest)
    past.look();
  poll();
  const whyNot = await loadLibrary();
  if (whyNot)
    new StandIn(api, name, whyNot);
  else
    connect();
}

// Why noVNC can't be had; empty once it is there. What fails for a moment, as while the service is started again, is tried again.
async function loadLibrary() {
  for (;;)
    try {
      ({ default: RFB } = await import(library));
      return '';
    } catch {
      const answer = await fetch(library, { method: 'HEAD' }).catch(() => null);
      if (answer?.status === 404)
        return 'noVNC is missing. On the host where Scanout is built: install npm (Debian: apt install npm) and build again.';
      if (answer?.ok) {
        // A browser may remember that it could not have a module, for as long as the page is there.
        if (performance.getEntriesByType('navigation')[0]?.type === 'reload')
          return 'noVNC can’t be run by this browser.';
        location.reload();
      }
      await new Promise(done => setTimeout(done, pollMs));
    }
}

function connect() {
  const wishes = new URLSearchParams({ console: mark, ...(isWatching ? { watch: 'true' } : {}), ...(token ? { token } : {}) });
  fault = '';
  rfb = new RFB(page('screen'), socketAddress(`${base}/vnc/${encodeURIComponent(name)}?${wishes}`), { shared: true });
  rfb.viewOnly = true;
  rfb.scaleViewport = isFitted;
  rfb.background = 'transparent';
  rfb.addEventListener('connect', () => {
    isConnected = true;
    token = null;
    pauseMs = firstPauseMs;
    closeAsking();
    poll();
  });
  rfb.addEventListener('disconnect', () => {
    isConnected = false;
    rfb = null;
    closeAsking();
    poll();
    if (isGuest)
      return;
    setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  });
  // The display's name ends in a word on it while one only watches.
  rfb.addEventListener('desktopname', event => {
    if (isGuest)
      page('name').textContent = event.detail.name;
    poll();
  });
  rfb.addEventListener('securityfailure', event => {
    fault = event.detail.reason ?? 'The service does not let this console in.';
    pauseMs = longestPauseMs;
  });
  rfb.addEventListener('credentialsrequired', event => askForCredentials(event.detail.types));
  rfb.addEventListener('serververification', () => rfb?.approveServer());
}

// Where the viewers' own names and passwords count, beside those of the pages.
function askForCredentials(types) {
  isAsking = true;
  const form = element('form');
  const fields = types.filter(type => type !== 'target').map(type => {
    const input = element('input');
    input.type = type === 'password' ? 'password' : 'text';
    input.name = input.id = `vnc-${type}`;
    input.autocomplete = type === 'password' ? 'current-password' : 'username';
    const label = element('label', '', type === 'password' ? 'Password' : 'Name');
    label.htmlFor = input.id;
    form.append(element('div', 'field', label, input));
    return [type, input];
  });
  form.append(element('button', 'primary', 'Connect'));
  form.addEventListener('submit', event => {
    event.preventDefault();
    rfb?.sendCredentials(Object.fromEntries(fields.map(([type, input]) => [type, input.value])));
    closeAsking();
  });
  showCover('This display asks who you are', '');
  page('cover').firstElementChild.append(form);
  fields[0]?.[1].focus();
}

function closeAsking() {
  isAsking = false;
  page('cover').querySelector('form')?.remove();
}

async function poll() {
  clearTimeout(polling);
  if (isGuest) {
    showGuest();
    return;
  }
  try {
    told = await askJson(`${api}/viewers?console=${mark}`);
    show();
  } catch (refusal) {
    told = null;
    showRefusal(refusal);
  }
  clearTimeout(polling);
  polling = setTimeout(poll, document.hidden ? 5 * pollMs : pollMs);
}

function show() {
  const you = told.viewers.find(viewer => viewer.you);
  const controls = you?.controls === true;
  if (you)
    isWatching = !controls && isWatching;
  setTyping(controls);
  const control = page('control');
  control.hidden = !RFB || !told.controllable || you?.viewOnly === true || !you;
  control.textContent = controls ? 'Give up control' : 'Take control';
  control.classList.toggle('primary', !controls);
  page('spice-file').hidden = !told.spice;
  page('vnc-file').hidden = !told.vnc;
  showState(controls, you);
  people.show(told.viewers, told.controllable);
  showNoPicture();
}

// What is typed is for what is seen: nothing goes into the guest from its past.
function setTyping(mayType) {
  const isTyping = mayType && past.isLive;
  if (rfb && rfb.viewOnly === isTyping)
    rfb.viewOnly = !isTyping;
  page('keys').hidden = page('keyboard').hidden = !isTyping;
}

function focusScreen() {
  if (past.isLive)
    rfb?.focus();
}

// What he may, the service decides; the page is told nothing.
function showGuest() {
  setTyping(isConnected);
  page('who').hidden = true;
  sayState(isConnected ? 'by a token' : 'not connected', isConnected ? 'good' : 'bad');
  if (isAsking)
    return;
  if (isConnected)
    hideCover();
  else if (!RFB || rfb)
    showCover('Connecting…', '');
  else
    showCover('No console', fault || 'A token opens one console of its display, once and for a while: ask for another one.');
}

function sayState(text, kind) {
  const state = page('state');
  if (state.textContent !== text)
    state.replaceChildren(element('span', '', text));
  state.className = `state ${kind}`;
  state.title = text;
}

function showState(controls, you) {
  if (past.isLive) {
    const rights = !you || !told.controllable ? 'watching' : controls ? 'in control' : 'view only';
    const words = [stateWords[told.state] ?? told.state, RFB && !isConnected ? 'connecting…' : rights, ...(told.recording ? ['recording'] : [])];
    sayState(words.join(' · '), ['live', 'idle'].includes(told.state) ? 'good' : 'bad');
  } else {
    sayState('the past', 'earlier');
  }
}

function showNoPicture() {
  if (isAsking)
    return;
  if (!past.isLive)
    hideCover();
  else if (!['live', 'idle'].includes(told.state))
    showCover(`No picture: ${stateWords[told.state] ?? told.state}`, told.reason ?? 'The service does not say why.');
  else if (RFB && !isConnected)
    showCover('Connecting…', fault || 'The connection is made again by itself.');
  else if (RFB)
    hideCover();
}

function showRefusal(refusal) {
  const [state, title, text] = {
    0: ['no connection', 'No connection to the service', refusal.message],
    403: ['not for you', 'You may not see this display', refusal.message],
    404: [stateWords.gone, 'There is no such display', 'It may come back: this page goes on looking. What was recorded of it is below.'],
  }[refusal.status] ?? ['no answer', 'The service does not answer as it should', refusal.message];
  sayState(state, 'bad');
  setTyping(false);
  if (past.isLive)
    showCover(title, text);
}

function showCover(title, text) {
  page('cover').hidden = false;
  page('cover-title').textContent = title;
  if (page('cover-text').textContent !== text)
    page('cover-text').textContent = text;
}

function hideCover() {
  page('cover').hidden = true;
}

async function act(path, method) {
  try {
    await ask(path, { method });
  } catch (refusal) {
    sayState(refusal.message, 'bad');
    return;
  }
  await poll();
}

function showMoment() {
  const isLive = past.isLive;
  page('past-badge').hidden = isLive;
  page('past-screen').hidden = isLive;
  document.body.classList.toggle('in-past', !isLive);
  if (!isLive) {
    rfb?.blur();
    setTyping(false);
  }
  if (told)
    show();
}

async function save(path, name) {
  try {
    await download(path, name);
  } catch (refusal) {
    sayState(refusal.message, 'bad');
  }
}

const press = (keysym, code, isDown) => rfb?.sendKey(keysym, code, isDown);
fillKeyList(page('key-list'), press, focusScreen);
typeFrom(page('typed'), press);
page('keyboard').addEventListener('click', () => page('typed').focus());

page('control').addEventListener('click', () => {
  const controls = told?.viewers.some(viewer => viewer.you && viewer.controls);
  isWatching = controls;
  act(`${api}/control?console=${mark}`, controls ? 'DELETE' : 'POST').then(focusScreen);
});
page('scale').addEventListener('click', () => {
  isFitted = !isFitted;
  page('scale').setAttribute('aria-pressed', String(isFitted));
  page('past-screen').classList.toggle('real-size', !isFitted);
  if (rfb)
    rfb.scaleViewport = isFitted;
});
page('full').addEventListener('click', async () => {
  await document.body.requestFullscreen();
  // Where the browser can, Esc and Alt Tab are the guest's then.
  await navigator.keyboard?.lock?.().catch(() => {});
  focusScreen();
});
page('snapshot').addEventListener('click', () => {
  const time = past.isLive ? new Date() : new Date(past.at / 1000);
  save(past.isLive ? `${api}/snapshot` : past.pictureAddress(), `${fileNameOf(name)}-${time.toISOString().replace(/[:.]/g, '')}.png`);
});
for (const protocol of ['spice', 'vnc'])
  page(`${protocol}-file`).addEventListener('click', () => save(`${api}/viewer.vv?protocol=${protocol}`, `${fileNameOf(name)}.vv`));
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]'))
    if (!menu.contains(event.target) || event.target.closest('.closes, [data-toggles-theme]'))
      menu.open = false;
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape')
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
});
document.addEventListener('visibilitychange', () => !document.hidden && poll());

// For those who look at this page from outside: tests, and the browser's own console.
window.scanout = {
  get rfb() { return rfb; }, past, get told() { return told; },
};

start();
