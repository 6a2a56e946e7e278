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

export class Card {
  #parts = null;
  #newest = null;
  #isDrawing = false;

  constructor(key, record, host, isLocal) {
    Object.assign(this, { key, record, host, isLocal, isInView: false });
    this.link = element('a', 'card');
    this.link.href = consolePath(record.name, isLocal ? null : host);
    this.link.tabIndex = -1;
    this.link.dataset.name = record.name;
    this.link.dataset.host = host;
    this.link.card = this;
    this.update(record);
  }

  update(record) {
    this.record = record;
    this.text = `${record.name}\n${this.host}\n${record.id ?? ''}\n${record.device ?? ''}`.toLowerCase();
    this.link.dataset.state = record.state;
    if (this.#parts)
      this.#tell();
  }

  // What is in a card is made when it is first in view.
  enter() {
    this.isInView = true;
    if (this.#parts)
      return;
    this.link.append(template.content.cloneNode(true));
    const part = name => this.link.querySelector(`.${name}`);
    this.#parts = Object.fromEntries(
      ['thumbnail', 'reason', 'screen', 'name', 'recording', 'state', 'host', 'rate', 'viewers'].map(name => [name, part(name)]));
    this.#parts.picture = this.#parts.thumbnail.getContext('bitmaprenderer');
    this.#tell();
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
        this.#parts.picture.transferFromImageBitmap(await createImageBitmap(next));
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
