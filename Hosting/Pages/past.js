// The past of a display: a timeline of what was recorded, and the picture of any moment of it. All times are microseconds since 1970.
import { ask, askJson, ApiFault } from '/pages/api.js';

const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const SPANS = [[MINUTE, '1 min'], [5 * MINUTE, '5 min'], [15 * MINUTE, '15 min'], [60 * MINUTE, '1 h'], [360 * MINUTE, '6 h'], [1440 * MINUTE, '1 day'], [10080 * MINUTE, '1 week'], [Infinity, 'all']];
const SPEEDS = [1, 4];
const LOOK_MS = 5000;
const LOOK_AGAIN_MS = 15000;
const REST_MS = 250;
const page = id => document.getElementById(id);

// Dates of a browser end at milliseconds; those of a recording do not.
export function parseTime(text) {
  const found = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  return Date.parse(found[1] + found[3]) * 1000 + Math.trunc(Number((found[2] ?? '').padEnd(6, '0').slice(0, 6)));
}

const seconds = micros => (micros / SECOND).toFixed(6);
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const pad = (number, digits = 2) => String(number).padStart(digits, '0');

function timeText(micros, withFraction = false) {
  const date = new Date(micros / 1000);
  const fraction = withFraction ? `.${pad(date.getMilliseconds(), 3)}` : '';
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}${fraction}`;
}

function dateText(micros) {
  const date = new Date(micros / 1000);
  return new Date().toDateString() === date.toDateString() ? '' : `${date.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })} `;
}

function localText(micros) {
  const date = new Date(micros / 1000);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${timeText(micros, true)}`;
}

export class Past {
  constructor({ api, name, onChange }) {
    Object.assign(this, { api, name, onChange });
    this.at = null;
    this.told = null;
    this.span = 3;
    this.view = { from: 0, to: 1 };
    this.speed = 1;
    this.playing = 0;
    this.wanted = null;
    this.isFetching = false;
    this.exact = false;
    this.marks = { from: null, to: null };
    this.bind();
  }

  get isLive() {
    return this.at === null;
  }

  // The exact picture that is shown.
  pictureAddress() {
    return `${this.api}/past/picture?at=${seconds(this.at)}&cursor=true`;
  }

  start() {
    this.look();
  }

  // What was recorded, again and again while it grows.
  async look() {
    clearTimeout(this.looking);
    let wait = LOOK_AGAIN_MS;
    if (!document.hidden)
      try {
        await this.lookOnce();
        wait = this.told.growing ? LOOK_MS : LOOK_AGAIN_MS;
      } catch (refusal) {
        if (refusal instanceof ApiFault && refusal.status === 404 && this.isLive)
          page('past').hidden = true;
      }
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.look(), wait);
  }

  async lookOnce() {
    const buckets = clamp(Math.round(page('track').clientWidth / 4) || 200, 60, 1000);
    if (!this.told)
      this.take(await askJson(`${this.api}/past?buckets=1`));
    page('past').hidden = false;
    this.moveView();
    const { from, to } = this.view;
    const [first, last] = [clamp(from, this.start_, this.end), clamp(to, this.start_, this.end)];
    this.take(await askJson(`${this.api}/past?from=${seconds(Math.min(first, last))}&to=${seconds(last)}&buckets=${buckets}`));
    this.moveView();
    this.draw();
  }

  take(told) {
    this.told = told;
    this.start_ = parseTime(told.start);
    this.end = parseTime(told.end);
    this.gaps = told.gaps.map(gap => ({ from: parseTime(gap.from), to: parseTime(gap.to), why: gap.why }));
    const select = page('export-format');
    if (select.options.length !== told.formats.length)
      select.replaceChildren(...told.formats.map(format => new Option(format === 'mkv' ? 'Matroska, lossless (.mkv)' : 'MP4, for every player (.mp4)', format)));
    if (told.missing && !page('export-note').textContent)
      page('export-note').textContent = told.missing;
  }

  // The stretch of time that the track shows: up to now while live, and else around what is shown.
  moveView() {
    const all = Math.max(this.end - this.start_, 10 * SECOND);
    const span = Math.min(SPANS[this.span][0], all);
    if (this.isLive || this.view.to - this.view.from !== span) {
      const middle = this.isLive ? Infinity : this.at;
      this.view.to = clamp(middle + span / 2, this.start_ + span, Math.max(this.end, this.start_ + span));
    }
    if (!this.isLive && this.at > this.view.to)
      this.view.to = Math.min(this.at + span / 2, Math.max(this.end, this.start_ + span));
    if (!this.isLive && this.at < this.view.to - span)
      this.view.to = Math.max(this.at - span / 2 + span, this.start_ + span);
    this.view.from = this.view.to - span;
  }

  zoom(by) {
    const most = SPANS.findIndex(([span]) => span >= this.end - this.start_);
    this.span = clamp(Math.min(this.span, most < 0 ? SPANS.length - 1 : most) + by, 0, SPANS.length - 1);
    this.moveView();
    this.draw();
    this.look();
  }

  goLive() {
    this.pause();
    this.at = null;
    this.wanted = null;
    this.showPicture(false, '');
    this.note('');
    if (this.told)
      this.moveView();
    this.draw();
    this.onChange();
  }

  // Shows a moment. While it moves the pictures are small and quick; where it rests it is exact.
  goTo(at, { step = 0 } = {}) {
    if (!this.told)
      return;
    if (!step && at > this.end && this.told.growing && !this.playing)
      at = this.end;
    const wasLive = this.isLive;
    this.at = clamp(at, this.start_, this.end);
    const isOut = this.at < this.view.from || this.at > this.view.to;
    this.moveView();
    if (isOut)
      this.look();
    this.want({ at: this.at, step, exact: step !== 0 });
    this.draw();
    if (wasLive)
      this.onChange();
    clearTimeout(this.resting);
    if (!this.playing && !step)
      this.resting = setTimeout(() => this.isLive || this.want({ at: this.at, step: 0, exact: true }), REST_MS);
  }

  // One picture is asked for at a time, and then the newest that is wanted.
  want(wish) {
    this.wanted = wish;
    if (!this.isFetching)
      this.fetch();
  }

  async fetch() {
    this.isFetching = true;
    while (this.wanted) {
      const wish = this.wanted;
      this.wanted = null;
      try {
        await this.fetchOne(wish);
      } catch (refusal) {
        if (!this.isLive)
          this.showNothing(wish, refusal);
      }
    }
    this.isFetching = false;
  }

  async fetchOne({ at, step, exact }) {
    const width = Math.max(64, Math.round(page('past-screen').clientWidth * Math.min(devicePixelRatio, 2)) || 1280);
    const answer = await ask(
      `${this.api}/past/picture?at=${seconds(at)}&cursor=true${step ? `&step=${step}` : ''}${exact ? '' : `&width=${width}`}`);
    const bytes = await answer.blob();
    if (this.isLive)
      return;
    const picture = page('past-picture');
    const last = picture.src;
    picture.src = URL.createObjectURL(bytes);
    await picture.decode().catch(() => {});
    if (last)
      URL.revokeObjectURL(last);
    this.shown = parseTime(answer.headers.get('X-Scanout-At'));
    this.exact = exact;
    if (step) {
      this.at = this.shown;
      this.moveView();
    }
    this.showPicture(true, '');
    picture.dataset.at = String(this.shown);
    picture.dataset.exact = String(exact);
    picture.alt = `What was shown at ${dateText(this.shown)}${timeText(this.shown, true)}`;
    this.note(answer.headers.get('X-Scanout-Notice') ? 'the display had no picture then: this is the notice that stood in for it' : '');
    this.draw();
  }

  // Nothing is made up where nothing was recorded.
  showNothing({ step }, refusal) {
    if (step) {
      this.note(refusal.message);
      return;
    }
    this.showPicture(false, refusal.message);
    this.note('');
    const gap = this.gaps.find(gap => gap.from <= this.at && this.at < gap.to);
    if (this.playing && gap)
      this.at = gap.to + 1;
    else if (this.playing && refusal.status !== 404)
      this.pause();
  }

  showPicture(isThere, text) {
    const picture = page('past-picture');
    picture.hidden = !isThere;
    if (!isThere)
      picture.dataset.at = picture.dataset.exact = '';
    page('past-nothing').textContent = text;
  }

  note(text) {
    if (page('past-note').textContent !== text)
      page('past-note').textContent = text;
  }

  play() {
    if (!this.told)
      return;
    if (this.isLive)
      this.goTo(Math.max(this.start_, this.end - MINUTE));
    clearTimeout(this.resting);
    this.playing = 1;
    this.showPlaying();
    let before = performance.now();
    const step = now => {
      if (!this.playing)
        return;
      const at = this.at + Math.min(now - before, 250) * 1000 * this.speed;
      before = now;
      if (at >= this.end && !this.told.growing) {
        this.goTo(this.end);
        this.pause();
        return;
      }
      if (at >= this.end) {
        this.goLive();
        return;
      }
      this.at = at;
      if (!this.isFetching)
        this.goTo(at);
      else
        this.draw();
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  pause() {
    if (!this.playing)
      return;
    this.playing = 0;
    this.showPlaying();
    if (!this.isLive)
      this.goTo(this.at);
  }

  showPlaying() {
    const isPlaying = this.playing === 1;
    page('play-mark').toggleAttribute('hidden', isPlaying);
    page('pause-mark').toggleAttribute('hidden', !isPlaying);
    page('play').lastElementChild.textContent = isPlaying ? 'Pause' : 'Play';
    page('play').title = isPlaying ? 'Pause (space)' : 'Play (space)';
  }

  async jump(direction) {
    if (!this.told)
      return;
    const from = this.isLive ? this.end : this.at;
    try {
      const { at } = await askJson(`${this.api}/past/activity?from=${seconds(from)}&direction=${direction}`);
      this.pause();
      this.goTo(parseTime(at));
    } catch (refusal) {
      this.note(refusal.message);
    }
  }

  back(by) {
    if (this.told)
      this.goTo((this.isLive ? this.end : this.at) - by);
  }

  draw() {
    if (!this.told)
      return;
    const { from, to } = this.view;
    const at = this.isLive ? this.end : this.at;
    const place = micros => (micros - from) / (to - from);
    page('head').classList.toggle('live', this.isLive);
    page('head').style.left = `${clamp(place(at), 0, 1) * 100}%`;
    page('from-text').textContent = `${dateText(from)}${timeText(from)}`;
    page('to-text').textContent = this.isLive && this.told.growing ? 'now' : `${dateText(to)}${timeText(to)}`;
    page('span').textContent = SPANS[this.span][0] >= this.end - this.start_ ? 'all' : SPANS[this.span][1];
    page('past-when').textContent = `${dateText(at)}${timeText(at, true)}`;
    page('live').setAttribute('aria-pressed', String(this.isLive));
    page('live').textContent = this.isLive ? 'Live' : 'Return to live';
    const track = page('track');
    track.setAttribute('aria-valuenow', String(Math.round(clamp(place(at), 0, 1) * 1000)));
    track.setAttribute('aria-valuetext', this.isLive ? 'live' : `${dateText(at)}${timeText(at)}`);
    const range = page('range');
    range.hidden = !page('export').open || this.marks.from === null || this.marks.to === null;
    range.style.left = `${clamp(place(this.marks.from), 0, 1) * 100}%`;
    range.style.width = `${Math.max(0, clamp(place(this.marks.to), 0, 1) - clamp(place(this.marks.from), 0, 1)) * 100}%`;
    this.drawBars(place);
  }

  drawBars(place) {
    const canvas = page('bars');
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = devicePixelRatio;
    if (!width)
      return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio))
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = canvas.getContext('2d');
    const colour = text => { canvas.style.color = `var(${text})`; return getComputedStyle(canvas).color; };
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const spanOf = (from, to) => [clamp(place(from), 0, 1) * width, clamp(place(to), 0, 1) * width];
    // What is recorded, with its activity; what is not is left as the well is, hatched.
    const [first, last] = spanOf(this.start_, this.end);
    pen.fillStyle = colour('--panel');
    pen.fillRect(first, 0, last - first, height);
    const { values } = this.told.activity;
    const begin = parseTime(this.told.activity.from);
    const each = this.told.activity.seconds * SECOND;
    const most = Math.log1p(Math.max(1, ...values));
    pen.fillStyle = colour('--accent');
    values.forEach((value, index) => {
      if (!value)
        return;
      const [left, right] = spanOf(begin + index * each, begin + (index + 1) * each);
      const tall = Math.max(2, (Math.log1p(value) / most) ** 3 * (height - 8));
      pen.fillRect(left, height - tall, Math.max(1, right - left - (right - left > 3 ? 1 : 0)), tall);
    });
    for (const gap of this.gaps)
      this.hatch(pen, ...spanOf(gap.from, gap.to), height, colour('--well'), colour('--line-strong'));
    pen.fillStyle = colour('--line-strong');
    pen.fillRect(first, height - 1, last - first, 1);
    canvas.style.color = '';
  }

  hatch(pen, left, right, height, ground, line) {
    if (right <= left)
      return;
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, Math.max(right - left, 1), height);
    pen.clip();
    pen.fillStyle = ground;
    pen.fillRect(left, 0, Math.max(right - left, 1), height);
    pen.strokeStyle = line;
    pen.beginPath();
    for (let x = left - height; x < right; x += 7) {
      pen.moveTo(x, height);
      pen.lineTo(x + height, 0);
    }
    pen.stroke();
    pen.restore();
  }

  timeAt(event) {
    const box = page('track').getBoundingClientRect();
    return this.view.from + clamp((event.clientX - box.left) / box.width, 0, 1) * (this.view.to - this.view.from);
  }

  bind() {
    const track = page('track');
    let isScrubbing = false;
    track.addEventListener('pointerdown', event => {
      if (!this.told || event.button !== 0)
        return;
      isScrubbing = true;
      track.setPointerCapture(event.pointerId);
      this.pause();
      this.goTo(this.timeAt(event));
    });
    track.addEventListener('pointermove', event => {
      if (!this.told)
        return;
      const hover = page('hover');
      hover.hidden = false;
      hover.style.left = `${clamp(event.clientX - track.getBoundingClientRect().left, 34, track.clientWidth - 34)}px`;
      hover.textContent = timeText(this.timeAt(event));
      if (isScrubbing)
        this.goTo(this.timeAt(event));
    });
    track.addEventListener('pointerleave', () => { page('hover').hidden = true; });
    for (const name of ['pointerup', 'pointercancel'])
      track.addEventListener(name, () => { isScrubbing = false; });
    track.addEventListener('wheel', event => {
      event.preventDefault();
      if (this.told && Math.abs(event.deltaY) > 2 && performance.now() - (this.wheeled ?? 0) > 150) {
        this.wheeled = performance.now();
        this.zoom(Math.sign(event.deltaY));
      }
    }, { passive: false });
    document.addEventListener('keydown', event => this.key(event));
    const clicks = {
      'back-1': () => this.back(MINUTE), 'back-5': () => this.back(5 * MINUTE), before: () => this.jump('previous'), after: () => this.jump('next'),
      play: () => (this.playing ? this.pause() : this.play()), live: () => this.goLive(), 'badge-live': () => this.goLive(),
      'zoom-in': () => this.zoom(-1), 'zoom-out': () => this.zoom(1),
      'mark-from': () => this.mark('from'), 'mark-to': () => this.mark('to'),
      speed: () => {
        this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
        page('speed').textContent = `${this.speed}×`;
      },
    };
    for (const [id, act] of Object.entries(clicks))
      page(id).addEventListener('click', act);
    page('export').addEventListener('toggle', () => this.openExport());
    page('export-form').addEventListener('submit', event => { event.preventDefault(); this.export(); });
    for (const side of ['from', 'to'])
      page(`export-${side}`).addEventListener('change', event => {
        this.marks[side] = new Date(event.target.value).getTime() * 1000;
        this.draw();
      });
    document.addEventListener('visibilitychange', () => !document.hidden && this.look());
    new ResizeObserver(() => this.draw()).observe(track);
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ['data-theme'] });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
  }

  // On the track, and anywhere while the past is shown, but never where somebody writes.
  key(event) {
    const isOnTrack = document.activeElement === page('track');
    if (!this.told || event.ctrlKey || event.altKey || event.metaKey || (this.isLive && !isOnTrack)
      || event.target.closest('input, select, textarea, canvas:not(#bars)'))
      return;
    const isOnButton = event.target.closest('button, summary, a') !== null;
    const by = event.shiftKey ? MINUTE : 5 * SECOND;
    const acts = {
      ArrowLeft: () => this.back(by), ArrowRight: () => (this.isLive ? null : this.goTo(this.at + by)),
      ',': () => this.step(-1), '.': () => this.step(1), Home: () => this.goTo(this.start_), End: () => this.goLive(), Escape: () => this.goLive(),
      ' ': () => (isOnButton ? null : this.playing ? this.pause() : this.play()),
    };
    if (!acts[event.key] || (event.key === ' ' && isOnButton) || (event.key === 'Escape' && document.querySelector('details.menu[open]')))
      return;
    event.preventDefault();
    acts[event.key]();
  }

  step(by) {
    this.pause();
    this.goTo(this.isLive ? this.end : this.at, { step: by });
  }

  mark(side) {
    this.marks[side] = this.isLive ? this.end : this.at;
    page(`export-${side}`).value = localText(this.marks[side]);
    this.draw();
  }

  openExport() {
    if (!this.told)
      return;
    if (page('export').open && this.marks.from === null) {
      this.marks = { from: Math.max(this.view.from, this.start_), to: Math.min(this.view.to, this.end) };
      for (const side of ['from', 'to'])
        page(`export-${side}`).value = localText(this.marks[side]);
    }
    this.draw();
  }

  async export() {
    const note = page('export-note');
    const button = page('export-form').querySelector('[type="submit"]');
    button.disabled = true;
    note.textContent = 'The video is being made…';
    try {
      const format = page('export-format').value;
      const answer = await ask(`${this.api}/past/export?from=${seconds(this.marks.from)}&to=${seconds(this.marks.to)}&format=${format}`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(await answer.blob());
      link.download = /filename="?([A-Za-z0-9._-]+)/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? `past.${format}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      note.textContent = 'Downloaded.';
    } catch (refusal) {
      note.textContent = refusal.message;
    } finally {
      button.disabled = false;
    }
  }
}
