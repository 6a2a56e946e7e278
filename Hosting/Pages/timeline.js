// The track under the picture: what was recorded, how much happened when, and where one is. It is told what to draw, and tells where somebody points.
import { clamp, parseTime, timeText, SECOND } from '/pages/times.js';

const wheelPauseMs = 150;

export class Timeline {
  #track;
  #told;
  #drawn = null;
  #wheeled = 0;

  // told: { seek(at), zoom(by) }
  constructor(track, told) {
    this.#track = track;
    this.#told = told;
    this.#bind();
  }

  get #canvas() {
    return this.#track.querySelector('canvas');
  }

  // How many steps of activity are as many as can be told apart.
  get steps() {
    return clamp(Math.round(this.#track.clientWidth / 4) || 200, 60, 1000);
  }

  // picture: { view: {from, to}, at, isLive, start, end, activity, gaps, range }; at is what is shown, and range, where there is one, what is marked.
  draw(picture) {
    this.#drawn = picture;
    const { view, at, isLive, range } = picture;
    const percent = micros => `${clamp(this.#place(micros), 0, 1) * 100}%`;
    const head = this.#track.querySelector('.head');
    head.classList.toggle('live', isLive);
    head.style.left = percent(at);
    this.#track.setAttribute('aria-valuenow', String(Math.round(clamp((at - view.from) / (view.to - view.from), 0, 1) * 1000)));
    const marked = this.#track.querySelector('.range');
    marked.hidden = !range;
    if (range) {
      marked.style.left = percent(range.from);
      marked.style.width = `${Math.max(0, clamp(this.#place(range.to), 0, 1) - clamp(this.#place(range.from), 0, 1)) * 100}%`;
    }
    this.#drawBars(picture);
  }

  #place(micros) {
    const { from, to } = this.#drawn.view;
    return (micros - from) / (to - from);
  }

  // What is recorded, with its activity; what is not is left as the well is, hatched.
  #drawBars({ start, end, activity, gaps }) {
    const canvas = this.#canvas;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = devicePixelRatio;
    if (!width)
      return;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio))
      [canvas.width, canvas.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    const pen = canvas.getContext('2d');
    const colour = text => {
      canvas.style.color = `var(${text})`;
      return getComputedStyle(canvas).color;
    };
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const spanOf = (from, to) => [clamp(this.#place(from), 0, 1) * width, clamp(this.#place(to), 0, 1) * width];
    const [first, last] = spanOf(start, end);
    pen.fillStyle = colour('--panel');
    pen.fillRect(first, 0, last - first, height);
    const begin = parseTime(activity.from);
    const each = activity.seconds * SECOND;
    const most = Math.log1p(Math.max(1, ...activity.values));
    pen.fillStyle = colour('--accent');
    activity.values.forEach((value, index) => {
      if (!value)
        return;
      const [left, right] = spanOf(begin + index * each, begin + (index + 1) * each);
      const tall = Math.max(2, (Math.log1p(value) / most) ** 3 * (height - 8));
      pen.fillRect(left, height - tall, Math.max(1, right - left - (right - left > 3 ? 1 : 0)), tall);
    });
    for (const gap of gaps)
      this.#hatch(pen, ...spanOf(gap.from, gap.to), height, colour('--well'), colour('--line-strong'));
    pen.fillStyle = colour('--line-strong');
    pen.fillRect(first, height - 1, last - first, 1);
    canvas.style.color = '';
  }

  #hatch(pen, left, right, height, ground, line) {
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

  #timeAt(event) {
    const box = this.#track.getBoundingClientRect();
    const { from, to } = this.#drawn.view;
    return from + clamp((event.clientX - box.left) / box.width, 0, 1) * (to - from);
  }

  #bind() {
    const track = this.#track;
    const hover = track.querySelector('.hover');
    let isScrubbing = false;
    track.addEventListener('pointerdown', event => {
      if (!this.#drawn || event.button !== 0)
        return;
      isScrubbing = true;
      track.setPointerCapture(event.pointerId);
      this.#told.seek(this.#timeAt(event));
    });
    track.addEventListener('pointermove', event => {
      if (!this.#drawn)
        return;
      hover.hidden = false;
      hover.style.left = `${clamp(event.clientX - track.getBoundingClientRect().left, 34, track.clientWidth - 34)}px`;
      hover.textContent = timeText(this.#timeAt(event));
      if (isScrubbing)
        this.#told.seek(this.#timeAt(event));
    });
    track.addEventListener('pointerleave', () => { hover.hidden = true; });
    for (const name of ['pointerup', 'pointercancel'])
      track.addEventListener(name, () => { isScrubbing = false; });
    track.addEventListener('wheel', event => {
      event.preventDefault();
      if (this.#drawn && Math.abs(event.deltaY) > 2 && performance.now() - this.#wheeled > wheelPauseMs) {
        this.#wheeled = performance.now();
        this.#told.zoom(Math.sign(event.deltaY));
      }
    }, { passive: false });
    const again = () => this.#drawn && this.draw(this.#drawn);
    new ResizeObserver(again).observe(track);
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ['data-theme'] });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  }
}
