// The console of one display: noVNC on the service's own WebSocket, who else is here, control, and the past below it.
import { ask, askJson, element, session, socketAddress } from '/pages/api.js';
import { Past } from '/pages/past.js';

const POLL_MS = 2000;
const LONGEST_WAIT_MS = 10000;
const page = id => document.getElementById(id);
const query = new URLSearchParams(location.search);
const name = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const host = query.get('host');
const base = host ? `/hosts/${encodeURIComponent(host)}` : '';
const api = `${base}/api/displays/${encodeURIComponent(name)}`;
// Who knows it may ask for control for this page, so it is made up anew each time.
const mark = [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

const STATES = {
  live: 'live', idle: 'at rest', starting: 'starting', off: 'switched off', refused: 'refused', lost: 'lost', failing: 'failing',
  gone: 'gone', connecting: 'connecting…',
};
const MODIFIERS = { control: [0xffe3, 'ControlLeft'], alt: [0xffe9, 'AltLeft'], super: [0xffeb, 'MetaLeft'], shift: [0xffe1, 'ShiftLeft'] };
const KEYS = { delete: [0xffff, 'Delete'], tab: [0xff09, 'Tab'], escape: [0xff1b, 'Escape'], print: [0xff61, 'PrintScreen'] };
for (let number = 1; number <= 12; number++)
  KEYS[`F${number}`] = [0xffbd + number, `F${number}`];
const COMBINATIONS = [
  ['Ctrl Alt Del', 'control', 'alt', 'delete'], ['Alt Tab', 'alt', 'tab'], ['Alt F4', 'alt', 'F4'], ['Super', 'super'],
  ['Esc', 'escape'], ['Print', 'print'], ...Object.keys(KEYS).filter(key => key[0] === 'F').map(key => [key, key]),
  ['Ctrl Alt F1', 'control', 'alt', 'F1'], ['Ctrl Alt F2', 'control', 'alt', 'F2'], ['Ctrl Alt F7', 'control', 'alt', 'F7'],
];

let rfb = null;
let RFB = null;
let isConnected = false;
let waitMs = 500;
let told = null;
let known = null;
let isWatching = query.has('watch');
let isFitted = true;
let polling = 0;
let standInTag = '';
let fault = '';
let isAsking = false;

const past = new Past({ api, name, onChange: showMoment });

page('name').textContent = host ? `${name} on ${host}` : name;
document.title = `${name} · Scanout`;

async function start() {
  // Who has to sign in is sent there before anything else.
  await session().then(who => who.open || who.user || ask(`${api}/viewers`)).catch(() => {});
  try {
    ({ default: RFB } = await import('/pages/novnc/core/rfb.js'));
    connect();
  } catch {
    standIn();
  }
  poll();
}

function connect() {
  const watch = isWatching ? '&watch=true' : '';
  fault = '';
  rfb = new RFB(page('screen'), socketAddress(`${base}/vnc/${encodeURIComponent(name)}?console=${mark}${watch}`), { shared: true });
  rfb.viewOnly = true;
  rfb.scaleViewport = isFitted;
  rfb.background = 'transparent';
  rfb.addEventListener('connect', () => {
    isConnected = true;
    waitMs = 500;
    closeAsking();
    poll();
  });
  rfb.addEventListener('disconnect', () => {
    isConnected = false;
    rfb = null;
    closeAsking();
    poll();
    setTimeout(connect, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  });
  // The display's name ends in a word on it while one only watches.
  rfb.addEventListener('desktopname', () => poll());
  rfb.addEventListener('securityfailure', event => { fault = event.detail.reason ?? 'The service does not let this console in.'; waitMs = LONGEST_WAIT_MS; });
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
  const submit = element('button', 'primary', 'Connect');
  form.append(submit);
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
  try {
    told = await askJson(`${api}/viewers?console=${mark}`);
    show();
  } catch (refusal) {
    told = null;
    showGone(refusal);
  }
  clearTimeout(polling);
  polling = setTimeout(poll, document.hidden ? 5 * POLL_MS : POLL_MS);
}

function show() {
  const you = told.viewers.find(viewer => viewer.you);
  const controls = you?.controls === true;
  if (rfb && rfb.viewOnly === controls)
    rfb.viewOnly = !controls;
  if (you)
    isWatching = !controls && isWatching;
  const control = page('control');
  control.hidden = !RFB || !told.controllable || you?.viewOnly === true || !you;
  control.textContent = controls ? 'Give up control' : 'Take control';
  control.classList.toggle('primary', !controls);
  page('keys').hidden = !controls;
  page('spice-file').hidden = !told.spice;
  page('vnc-file').hidden = !told.vnc;
  showState(controls, you);
  showPeople(told.viewers, controls);
  tellOfNewcomers(told.viewers, you);
  showNoPicture();
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
    const words = [STATES[told.state] ?? told.state, RFB && !isConnected ? 'connecting…' : rights, ...(told.recording ? ['recording'] : [])];
    sayState(words.join(' · '), ['live', 'idle'].includes(told.state) ? 'good' : 'bad');
  } else {
    sayState('the past', 'earlier');
  }
}

function showPeople(viewers, controls) {
  page('count').textContent = viewers.length;
  page('people-list').replaceChildren(...viewers.map(viewer => {
    const title = element('span', 'who', viewer.you ? `You${viewer.user ? ` (${viewer.user})` : ''}` : viewer.user || 'Somebody');
    const rights = viewer.controls ? element('span', 'controls', 'in control') : viewer.viewOnly || !told.controllable ? 'watching' : 'watching, may control';
    const way = viewer.console ? 'browser' : viewer.protocol.toUpperCase();
    const line = element('li', '', title, element('span', 'how', `${way} · `, rights, ` · ${viewer.address} · since ${new Date(viewer.since).toLocaleTimeString()}`));
    if (controls && !viewer.you && !viewer.viewOnly && !viewer.controls) {
      const give = element('button', '', 'Give control');
      give.type = 'button';
      give.addEventListener('click', () => act(`${api}/control?console=${mark}&to=${viewer.id}`, 'POST'));
      line.append(give);
    }
    return line;
  }));
}

// Who was here first is told of those who come: nobody is watched unawares.
function tellOfNewcomers(viewers, you) {
  const others = viewers.filter(viewer => !viewer.you);
  if (you && known === null && others.length === 0)
    known = new Set();
  const watched = page('watched');
  watched.hidden = !you || others.length === 0;
  if (watched.hidden) {
    watched.replaceChildren();
    return;
  }
  const names = others.map(viewer => `${viewer.user || viewer.address} (${viewer.console ? 'browser' : viewer.protocol.toUpperCase()})`);
  const text = `You are being watched: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} ${names.length > 1 ? 'see' : 'sees'} this display too.`;
  const inControl = others.filter(viewer => viewer.controls).map(viewer => viewer.user || viewer.address);
  const more = inControl.length ? ` In control: ${inControl.join(', ')}.` : '';
  if (watched.textContent !== text + more)
    watched.textContent = text + more;
}

function showNoPicture() {
  if (isAsking)
    return;
  if (!past.isLive)
    hideCover();
  else if (!['live', 'idle'].includes(told.state))
    showCover(`No picture: ${STATES[told.state] ?? told.state}`, told.reason ?? 'The service does not say why.');
  else if (RFB && !isConnected)
    showCover('Connecting…', fault || 'The connection is made again by itself.');
  else if (RFB)
    hideCover();
}

function showGone(refusal) {
  sayState(refusal.status === 404 ? STATES.gone : 'no connection', 'bad');
  if (!past.isLive)
    return;
  const isGone = refusal.status === 404;
  showCover(
    isGone ? 'There is no such display' : 'No connection to the service',
    isGone ? 'It may come back: this page goes on looking. What was recorded of it is below.' : refusal.message);
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

// Without noVNC: the newest picture every now and then, and how to have more.
function standIn() {
  const picture = element('img', 'stand-in');
  picture.alt = `The newest picture of ${name}`;
  const notice = element('div', 'notice bad', 'noVNC is missing, so this page shows a picture every two seconds and takes no keys. ' +
    'On the host where Scanout is built: install npm (Debian: apt install npm) and build again. Until then, native viewers do (••• , .vv file).');
  notice.id = 'missing';
  notice.setAttribute('role', 'alert');
  page('watched').before(notice);
  page('screen').append(picture);
  const refresh = async () => {
    try {
      const answer = await ask(`${api}/snapshot`, { headers: standInTag ? { 'If-None-Match': standInTag } : {} });
      standInTag = answer.headers.get('ETag') ?? '';
      const last = picture.src;
      picture.src = URL.createObjectURL(await answer.blob());
      URL.revokeObjectURL(last);
    } catch {
      // The page says elsewhere what is wrong.
    }
    setTimeout(refresh, document.hidden ? 5 * POLL_MS : POLL_MS);
  };
  refresh();
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
  if (told)
    show();
  const isLive = past.isLive;
  page('past-badge').hidden = isLive;
  page('past-screen').hidden = isLive;
  if (!isLive)
    rfb?.blur();
}

function press(...names) {
  const keys = names.map(key => MODIFIERS[key] ?? KEYS[key]);
  for (const [keysym, code] of keys)
    rfb?.sendKey(keysym, code, true);
  for (const [keysym, code] of keys.reverse())
    rfb?.sendKey(keysym, code, false);
}

for (const [label, ...keys] of COMBINATIONS) {
  const button = element('button', label.length > 6 ? 'wide' : '', label);
  button.type = 'button';
  button.addEventListener('click', () => { press(...keys); rfb?.focus(); });
  page('key-list').append(button);
}

page('control').addEventListener('click', () => {
  const controls = told?.viewers.some(viewer => viewer.you && viewer.controls);
  isWatching = controls;
  act(`${api}/control?console=${mark}`, controls ? 'DELETE' : 'POST').then(() => rfb?.focus());
});
page('who').addEventListener('click', () => {
  const people = page('people');
  people.hidden = !people.hidden;
  page('who').setAttribute('aria-expanded', String(!people.hidden));
});
page('scale').addEventListener('click', () => {
  isFitted = !isFitted;
  page('scale').setAttribute('aria-pressed', String(isFitted));
  page('past-screen').classList.toggle('real-size', !isFitted);
  if (rfb)
    rfb.scaleViewport = isFitted;
});
page('full').addEventListener('click', async () => {
  if (document.fullscreenElement)
    return document.exitFullscreen();
  await document.querySelector('.stage').requestFullscreen();
  // Where the browser can, Esc and Alt Tab are the guest's then.
  await navigator.keyboard?.lock?.().catch(() => {});
  rfb?.focus();
});
page('snapshot').addEventListener('click', event => {
  const time = past.isLive ? new Date() : new Date(past.at / 1000);
  event.currentTarget.href = past.isLive ? `${api}/snapshot` : past.pictureAddress();
  event.currentTarget.download = `${name.replace(/[^A-Za-z0-9.-]/g, '_')}-${time.toISOString().replace(/[:.]/g, '')}.png`;
});
page('snapshot').href = `${api}/snapshot`;
page('spice-file').href = `${api}/viewer.vv?protocol=spice`;
page('vnc-file').href = `${api}/viewer.vv?protocol=vnc`;
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]'))
    if (!menu.contains(event.target) || event.target.closest('a, [data-toggles-theme]'))
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
past.start();
