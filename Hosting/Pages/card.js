// One display's card. Names, reasons and hosts come from strangers' machines: they are put in as text, and nowhere else.
import { consolePath, element } from '/pages/api.js';

const template = document.getElementById('card');
const stateWords = {
  live: 'Live', idle: 'Idle', starting: 'Starting', off: 'Off', refused: 'Refused', lost: 'Lost', failing: 'Failing', unreachable: 'Unreachable',
};
const screenWords = { black: 'Black screen', frozen: 'Frozen', nosignal: 'No signal', text: 'Text console' };
const troubledStates = new Set(['refused', 'lost', 'failing', 'unreachable']);
const troubledScreens = new Set(['black', 'frozen', 'nosignal']);

const screenOf = record => String(record.screen ?? '').toLowerCase().replace(/[^a-z]/g, '');

export const wordFor = state => stateWords[state] ?? String(state);
export const hasTrouble = record => troubledStates.has(record.state) || troubledScreens.has(screenOf(record));

// Contents of cards, and their pictures, that are kept at most: a few screens full. In the order in which they came into view.
const mostFilled = 600;
const filled = new Set();

export class Card {
  #parts = null;
  #newest = null;
  #isDrawing = false;
  #text = null;
  #isTold = false;

  constructor(key, record, host, isLocal) {
    Object.assign(this, { key, host, isLocal, isInView: false });
    this.link = element('a', 'card');
    this.link.href = consolePath(record.name, isLocal ? null : host);
    this.link.tabIndex = -1;
    this.link.dataset.name = record.name;
    this.link.dataset.host = host;
    this.link.card = this;
    this.update(record);
  }

  // What one looks for, in lower case.
  get text() {
    return this.#text ??= `${this.record.name}\n${this.host}\n${this.record.id ?? ''}\n${this.record.device ?? ''}`.toLowerCase();
  }

  // Of another host's display only what has changed is told: what is always told, and what is not there any more where it is not.
  update(record) {
    this.record = this.isLocal || !this.record ? record : { ...this.record, reason: undefined, screen: undefined, ...record };
    this.#text = null;
    this.#isTold = false;
    if (this.link.dataset.state !== record.state)
      this.link.dataset.state = record.state;
    if (this.isInView)
      this.#tell();
  }

  // What is in a card is made when it comes into view.
  enter() {
    this.isInView = true;
    filled.delete(this);
    filled.add(this);
    if (!this.#parts)
      this.#fill();
    if (!this.#isTold)
      this.#tell();
    for (const card of filled) {
      if (filled.size <= mostFilled)
        break;
      if (!card.isInView)
        card.empty();
    }
  }

  leave() {
    this.isInView = false;
  }

  // Lets go of what is in it.
  empty() {
    filled.delete(this);
    this.#parts = this.#newest = null;
    this.#isTold = false;
    this.link.classList.remove('has-picture');
    this.link.replaceChildren();
  }

  #fill() {
    this.link.append(template.content.cloneNode(true));
    const part = name => this.link.querySelector(`.${name}`);
    this.#parts = Object.fromEntries(
      ['thumbnail', 'reason', 'screen', 'name', 'recording', 'state', 'host', 'rate', 'viewers'].map(name => [name, part(name)]));
    this.#parts.picture = this.#parts.thumbnail.getContext('bitmaprenderer');
    this.#drawNewest();
  }

  // The newest picture is drawn; what comes while another is decoded is forgotten for what comes after it.
  draw(blob) {
    this.#newest = blob;
    this.#drawNewest();
  }

  async #drawNewest() {
    if (this.#isDrawing || !this.#parts)
      return;
    this.#isDrawing = true;
    while (this.#newest) {
      const next = this.#newest;
      this.#newest = null;
      try {
        const picture = await createImageBitmap(next);
        if (!this.#parts)
          break;
        this.#parts.picture.transferFromImageBitmap(picture);
        this.link.classList.add('has-picture');
      } catch {
        // A picture that can't be read is left out.
      }
    }
    this.#isDrawing = false;
  }

  #tell() {
    const { record, host } = this;
    const parts = this.#parts;
    this.#isTold = true;
    const isOn = record.state === 'live' || record.state === 'idle';
    const recorder = record.recorder?.state ?? (record.recording ? 'recording' : '');
    this.link.classList.toggle('is-dark', !isOn);
    parts.name.textContent = record.name;
    parts.reason.textContent = isOn ? '' : record.reason ?? wordFor(record.state);
    parts.screen.textContent = isOn ? screenWords[screenOf(record)] ?? '' : '';
    parts.state.textContent = wordFor(record.state);
    parts.host.textContent = host;
    parts.rate.textContent = isOn && record.updatesPerSecond > 0 ? `${record.updatesPerSecond}/s` : '';
    parts.viewers.hidden = !record.viewers;
    parts.viewers.lastElementChild.textContent = record.viewers || '';
    parts.recording.hidden = recorder !== 'recording' && recorder !== 'failing' && recorder !== 'stopped';
    parts.recording.classList.toggle('is-broken', recorder !== 'recording');
    this.link.title = [
      `${record.name} on ${host}`, wordFor(record.state) + (record.reason ? `: ${record.reason}` : ''), screenWords[screenOf(record)],
      record.width ? `${record.width} × ${record.height}` : '', record.viewers ? `${record.viewers} watching` : '',
      recorder ? `Recording: ${recorder}${record.recorder?.reason ? `, ${record.recorder.reason}` : ''}` : '',
    ].filter(Boolean).join('\n');
  }
}
