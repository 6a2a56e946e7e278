// What a console without noVNC does: the newest picture every now and then, and how to have more.
import { ask, element } from '/pages/api.js';

const periodMs = 2000;

export class StandIn {
  #api;
  #tag = '';
  #picture = element('img', 'stand-in');

  constructor(api, name, reason) {
    this.#api = api;
    this.#picture.alt = `The newest picture of ${name}`;
    const notice = element('div', 'notice bad', `${reason} Until then this page shows a picture every two seconds and takes no keys; native viewers do (••• , .vv file).`);
    notice.id = 'missing';
    notice.setAttribute('role', 'alert');
    document.getElementById('watched').before(notice);
    document.getElementById('screen').append(this.#picture);
    this.#refresh();
  }

  async #refresh() {
    try {
      const answer = await ask(`${this.#api}/snapshot`, { headers: this.#tag ? { 'If-None-Match': this.#tag } : {} });
      this.#tag = answer.headers.get('ETag') ?? '';
      const last = this.#picture.src;
      this.#picture.src = URL.createObjectURL(await answer.blob());
      URL.revokeObjectURL(last);
    } catch {
      // The page says elsewhere what is wrong.
    }
    setTimeout(() => this.#refresh(), document.hidden ? 5 * periodMs : periodMs);
  }
}
