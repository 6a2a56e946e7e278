// The past of a display: a timeline of what was recorded, and the picture of any moment of it. All times are microseconds since 1970.
import { askJson, ApiFault } from '/pages/api.js';
import { Pictures } from '/pages/pictures.js';
import { Timeline } from '/pages/timeline.js';
import { MINUTE, SECOND, clamp, dateText, parseTime, seconds, timeText } from '/pages/times.js';
import { Videos } from '/pages/videos.js';

const spans = [
  [MINUTE, '1 min'], [5 * MINUTE, '5 min'], [15 * MINUTE, '15 min'], [60 * MINUTE, '1 h'], [360 * MINUTE, '6 h'], [1440 * MINUTE, '1 day'],
  [10080 * MINUTE, '1 week'], [Infinity, 'all'],
];
const speeds = [1, 4, 16];
const shortestView = 10 * SECOND;
const lookMs = 5000;
const lookAgainMs = 15000;
const restMs = 250;
const longestFrameMs = 250;
const page = id => document.getElementById(id);

export class Past {
  // What is shown; null while it is what is live.
  at = null;
  told = null;
  start = 0;
  end = 0;
  view = { from: 0, to: 1 };
  #api;
  #onChange;
  #gaps = [];
  #span = 3;
  #speed = speeds[0];
  #isPlaying = false;
  #looking = 0;
  #resting = 0;
  #pictures;
  #timeline;
  #videos;

  constructor({ api, onChange }) {
    this.#api = api;
    this.#onChange = onChange;
    this.#pictures = new Pictures(api, {
      shown: (at, step, isNotice) => this.#take(at, step, isNotice), refused: (wish, refusal) => this.#refuse(wish, refusal),
      isWanted: () => !this.isLive,
    });
    this.#timeline = new Timeline(page('track'), {
      seek: at => {
        this.pause();
        this.goTo(at);
      },
      zoom: by => this.#zoom(by),
    });
    this.#videos = new Videos(api, {
      moment: () => this.#here, changed: () => this.#draw(),
      usual: () => ({ from: Math.max(this.view.from, this.start), to: Math.min(this.view.to, this.end) }),
    });
    this.#bind();
  }

  get isLive() {
    return this.at === null;
  }

  // The exact picture that is shown.
  pictureAddress() {
    return this.#pictures.addressOf(this.at);
  }

  get #here() {
    return this.isLive ? this.end : this.at;
  }

  // What was recorded, again and again while it grows.
  async look() {
    clearTimeout(this.#looking);
    let wait = lookAgainMs;
    if (!document.hidden)
      try {
        await this.#lookOnce();
        wait = this.told.growing ? lookMs : lookAgainMs;
      } catch (refusal) {
        if (refusal instanceof ApiFault && refusal.status === 404 && this.isLive)
          this.#tellOfNothing();
      }
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.look(), wait);
  }

  async #lookOnce() {
    if (!this.told)
      this.#hear(await askJson(`${this.#api}/past?buckets=1`));
    page('past').hidden = false;
    page('past').classList.remove('is-empty');
    this.#moveView();
    const { from, to } = this.view;
    const [first, last] = [clamp(from, this.start, this.end), clamp(to, this.start, this.end)];
    this.#hear(await askJson(`${this.#api}/past?from=${seconds(Math.min(first, last))}&to=${seconds(last)}&buckets=${this.#timeline.steps}`));
    this.#moveView();
    this.#draw();
  }

  #hear(told) {
    this.told = told;
    this.start = parseTime(told.start);
    this.end = parseTime(told.end);
    this.#gaps = told.gaps.map(gap => ({ from: parseTime(gap.from), to: parseTime(gap.to), why: gap.why }));
    this.#videos.offer(told.formats, told.missing);
  }

  #tellOfNothing() {
    page('past').hidden = false;
    page('past').classList.add('is-empty');
    this.#note('');
  }

  // The stretch of time that the track shows: up to now while live, and else around what is shown.
  #moveView() {
    const all = Math.max(this.end - this.start, shortestView);
    const span = Math.min(spans[this.#span][0], all);
    const latest = Math.max(this.end, this.start + span);
    if (this.isLive || this.view.to - this.view.from !== span)
      this.view.to = clamp(this.isLive ? Infinity : this.at + span / 2, this.start + span, latest);
    if (!this.isLive && this.at > this.view.to)
      this.view.to = Math.min(this.at + span / 2, latest);
    if (!this.isLive && this.at < this.view.to - span)
      this.view.to = Math.max(this.at + span / 2, this.start + span);
    this.view.from = this.view.to - span;
  }

  #zoom(by) {
    const most = spans.findIndex(([span]) => span >= this.end - this.start);
    this.#span = clamp(Math.min(this.#span, most < 0 ? spans.length - 1 : most) + by, 0, spans.length - 1);
    this.#moveView();
    this.#draw();
    this.look();
  }

  goLive() {
    this.pause();
    this.at = null;
    clearTimeout(this.#resting);
    this.#pictures.forget();
    this.#note('');
    if (this.told)
      this.#moveView();
    this.#draw();
    this.#onChange();
  }

  // Shows a moment, or the picture that many before or after it.
  goTo(at, step = 0) {
    if (!this.told)
      return;
    const wasLive = this.isLive;
    this.at = clamp(at, this.start, this.end);
    const isOut = this.at < this.view.from || this.at > this.view.to;
    this.#moveView();
    if (isOut)
      this.look();
    this.#pictures.want({ at: this.at, step, exact: step !== 0 });
    this.#draw();
    if (wasLive)
      this.#onChange();
    clearTimeout(this.#resting);
    if (!this.#isPlaying && !step)
      this.#resting = setTimeout(() => this.isLive || this.#pictures.want({ at: this.at, step: 0, exact: true }), restMs);
  }

  back(by) {
    if (this.told)
      this.goTo(this.#here - by);
  }

  #take(shown, step, isNotice) {
    if (step) {
      this.at = shown;
      this.#moveView();
    }
    this.#note(isNotice ? 'the display had no picture then: this is the notice that stood in for it' : '');
    this.#draw();
  }

  // Nothing is made up where nothing was recorded.
  #refuse({ step }, refusal) {
    if (step) {
      this.#note(refusal.message);
      return;
    }
    this.#pictures.clear(refusal.message);
    this.#note('');
    const gap = this.#gaps.find(gap => gap.from <= this.at && this.at < gap.to);
    if (this.#isPlaying && gap)
      this.at = gap.to + 1;
    else if (this.#isPlaying && refusal.status !== 404)
      this.pause();
  }

  // Playing

  play() {
    if (!this.told)
      return;
    this.#isPlaying = true;
    if (this.isLive)
      this.goTo(Math.max(this.start, this.end - MINUTE));
    clearTimeout(this.#resting);
    this.#showPlaying();
    let before = performance.now();
    const step = now => {
      if (!this.#isPlaying)
        return;
      const at = this.at + Math.min(now - before, longestFrameMs) * 1000 * this.#speed;
      before = now;
      if (at >= this.end) {
        this.pause();
        if (this.told.growing)
          this.goLive();
        else
          this.goTo(this.end);
        return;
      }
      this.at = at;
      if (this.#pictures.isFetching)
        this.#draw();
      else
        this.goTo(at);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  pause() {
    if (!this.#isPlaying)
      return;
    this.#isPlaying = false;
    this.#showPlaying();
    if (!this.isLive)
      this.goTo(this.at);
  }

  #showPlaying() {
    page('play-mark').toggleAttribute('hidden', this.#isPlaying);
    page('pause-mark').toggleAttribute('hidden', !this.#isPlaying);
    page('play').lastElementChild.textContent = this.#isPlaying ? 'Pause' : 'Play';
    page('play').title = this.#isPlaying ? 'Pause (space)' : 'Play (space)';
  }

  async #jump(direction) {
    if (!this.told)
      return;
    try {
      const { at } = await askJson(`${this.#api}/past/activity?from=${seconds(this.#here)}&direction=${direction}`);
      this.pause();
      this.goTo(parseTime(at));
    } catch (refusal) {
      this.#note(refusal.message);
    }
  }

  #note(text) {
    if (page('past-note').textContent !== text)
      page('past-note').textContent = text;
  }

  #draw() {
    if (!this.told)
      return;
    const { view, isLive } = this;
    const at = this.#here;
    const text = `${dateText(at)}${timeText(at, true)}`;
    page('from-text').textContent = `${dateText(view.from)}${timeText(view.from)}`;
    page('to-text').textContent = isLive && this.told.growing ? 'now' : `${dateText(view.to)}${timeText(view.to)}`;
    page('span').textContent = spans[this.#span][0] >= this.end - this.start ? 'all' : spans[this.#span][1];
    page('past-when').textContent = text;
    page('live').setAttribute('aria-pressed', String(isLive));
    page('live').textContent = isLive ? 'Live' : 'Return to live';
    page('track').setAttribute('aria-valuetext', isLive ? 'live' : text);
    this.#timeline.draw({
      view, at, isLive, start: this.start, end: this.end, activity: this.told.activity, gaps: this.#gaps, range: this.#videos.range,
    });
  }

  #bind() {
    const clicks = {
      'back-1': () => this.back(MINUTE), 'back-5': () => this.back(5 * MINUTE), before: () => this.#jump('previous'), after: () => this.#jump('next'),
      play: () => (this.#isPlaying ? this.pause() : this.play()), live: () => this.goLive(), 'badge-live': () => this.goLive(),
      'zoom-in': () => this.#zoom(-1), 'zoom-out': () => this.#zoom(1),
      speed: () => {
        this.#speed = speeds[(speeds.indexOf(this.#speed) + 1) % speeds.length];
        page('speed').textContent = `${this.#speed}×`;
      },
    };
    for (const [id, act] of Object.entries(clicks))
      page(id).addEventListener('click', act);
    document.addEventListener('keydown', event => this.#key(event));
    document.addEventListener('visibilitychange', () => !document.hidden && this.look());
  }

  // On the track, and anywhere while the past is shown, but never where somebody writes.
  #key(event) {
    const isOnTrack = document.activeElement === page('track');
    if (!this.told || event.ctrlKey || event.altKey || event.metaKey || (this.isLive && !isOnTrack) || event.target.closest('input, select, textarea'))
      return;
    const isOnButton = event.target.closest('button, summary, a') !== null;
    const by = event.shiftKey ? MINUTE : 5 * SECOND;
    const acts = {
      ArrowLeft: () => this.back(by), ArrowRight: () => this.isLive || this.goTo(this.at + by),
      ',': () => this.#step(-1), '.': () => this.#step(1), Home: () => this.goTo(this.start), End: () => this.goLive(), Escape: () => this.goLive(),
      ' ': () => (this.#isPlaying ? this.pause() : this.play()),
    };
    if (!acts[event.key] || (event.key === ' ' && isOnButton) || (event.key === 'Escape' && document.querySelector('details.menu[open]')))
      return;
    event.preventDefault();
    acts[event.key]();
  }

  #step(by) {
    this.pause();
    this.goTo(this.#here, by);
  }
}
