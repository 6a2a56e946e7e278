// Videos of a stretch of the past: from when to when, as what, and the download.
import { download } from '/pages/downloads.js';
import { localText, seconds } from '/pages/times.js';

const formatNames = { mkv: 'Matroska, lossless (.mkv)', mp4: 'MP4, for every player (.mp4)' };
const page = id => document.getElementById(id);

export class Videos {
  #api;
  #told;
  #marks = null;

  // told: { moment() → what is shown, usual() → { from, to }, changed() }
  constructor(api, told) {
    this.#api = api;
    this.#told = told;
    page('export').addEventListener('toggle', () => this.#open());
    page('mark-from').addEventListener('click', () => this.#mark('from', told.moment()));
    page('mark-to').addEventListener('click', () => this.#mark('to', told.moment()));
    page('export-form').addEventListener('submit', event => {
      event.preventDefault();
      this.#download();
    });
    for (const side of ['from', 'to'])
      page(`export-${side}`).addEventListener('change', event => {
        const time = new Date(event.target.value).getTime() * 1000;
        if (this.#marks && !Number.isNaN(time))
          this.#marks[side] = time;
        told.changed();
      });
  }

  // What is marked, while somebody is at it.
  get range() {
    return page('export').open ? this.#marks : null;
  }

  // What can be made, and why not more.
  offer(formats, missing) {
    const select = page('export-format');
    if (select.options.length !== formats.length)
      select.replaceChildren(...formats.map(format => new Option(formatNames[format] ?? format, format)));
    if (missing && !page('export-note').textContent)
      page('export-note').textContent = missing;
  }

  #open() {
    if (page('export').open && !this.#marks) {
      const { from, to } = this.#told.usual();
      this.#marks = { from, to };
      this.#mark('from', from);
      this.#mark('to', to);
    }
    this.#told.changed();
  }

  #mark(side, at) {
    this.#marks[side] = at;
    page(`export-${side}`).value = localText(at);
    this.#told.changed();
  }

  async #download() {
    const note = page('export-note');
    const button = page('export-form').querySelector('[type="submit"]');
    button.disabled = true;
    note.textContent = 'The video is being made…';
    try {
      const format = page('export-format').value;
      await download(`${this.#api}/past/export?from=${seconds(this.#marks.from)}&to=${seconds(this.#marks.to)}&format=${format}`, `past.${format}`);
      note.textContent = 'Downloaded.';
    } catch (refusal) {
      note.textContent = refusal.message;
    } finally {
      button.disabled = false;
    }
  }
}
