// The pictures of the past: one is asked for at a time, and then the newest that is wanted. Small and quick ones while one moves, the exact one where
// one rests.
import { ask } from '/pages/api.js';
import { dateText, parseTime, seconds, timeText } from '/pages/times.js';

const page = id => document.getElementById(id);

export class Pictures {
  #api;
  #told;
  #wanted = null;
  #isFetching = false;

  // told: { shown(at, step, notice), refused(wish, refusal), isWanted() → whether the past is looked at at all }
  constructor(api, told) {
    this.#api = api;
    this.#told = told;
  }

  get isFetching() {
    return this.#isFetching;
  }

  addressOf(at) {
    return `${this.#api}/past/picture?at=${seconds(at)}&cursor=true`;
  }

  // wish: { at, step: -1, 0 or 1 pictures from there, exact }
  want(wish) {
    this.#wanted = wish;
    if (!this.#isFetching)
      this.#fetchAll();
  }

  forget() {
    this.#wanted = null;
    this.clear('');
  }

  // No picture, and why.
  clear(why) {
    const picture = page('past-picture');
    picture.hidden = true;
    picture.dataset.at = picture.dataset.exact = '';
    page('past-nothing').textContent = why;
  }

  async #fetchAll() {
    this.#isFetching = true;
    while (this.#wanted) {
      const wish = this.#wanted;
      this.#wanted = null;
      try {
        await this.#fetch(wish);
      } catch (refusal) {
        if (this.#told.isWanted())
          this.#told.refused(wish, refusal);
      }
    }
    this.#isFetching = false;
  }

  async #fetch({ at, step, exact }) {
    const width = Math.max(64, Math.round(page('past-screen').clientWidth * Math.min(devicePixelRatio, 2)) || 1280);
    const answer = await ask(`${this.addressOf(at)}${step ? `&step=${step}` : ''}${exact ? '' : `&width=${width}`}`);
    const bytes = await answer.blob();
    if (!this.#told.isWanted())
      return;
    const picture = page('past-picture');
    const last = picture.src;
    picture.src = URL.createObjectURL(bytes);
    await picture.decode().catch(() => {});
    if (last)
      URL.revokeObjectURL(last);
    const shown = parseTime(answer.headers.get('X-Scanout-At'));
    picture.hidden = false;
    picture.dataset.at = String(shown);
    picture.dataset.exact = String(exact);
    picture.alt = `What was shown at ${dateText(shown)}${timeText(shown, true)}`;
    page('past-nothing').textContent = '';
    this.#told.shown(shown, step, answer.headers.get('X-Scanout-Notice') !== null);
  }
}
