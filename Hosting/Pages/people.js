// Who is at a display: the list, and the notice of it. Names and addresses are put in as text.
import { element } from '/pages/api.js';

const page = id => document.getElementById(id);

export class People {
  #give;
  #shown = '';

  // give(viewer): who asks wants him to have control.
  constructor(give) {
    this.#give = give;
    page('who').addEventListener('click', () => {
      const people = page('people');
      people.hidden = !people.hidden;
      page('who').setAttribute('aria-expanded', String(!people.hidden));
    });
  }

  // viewers, and whether there is anything to control.
  show(viewers, isControllable) {
    const state = JSON.stringify([viewers, isControllable]);
    if (state === this.#shown)
      return;
    this.#shown = state;
    const you = viewers.find(viewer => viewer.you);
    page('count').textContent = viewers.length;
    page('people-list').replaceChildren(...viewers.map(viewer => this.#lineOf(viewer, you, isControllable)));
    this.#tellOfOthers(viewers.filter(viewer => !viewer.you), you, isControllable);
  }

  #lineOf(viewer, you, isControllable) {
    const title = element('span', 'who', viewer.you ? `You${viewer.user ? ` (${viewer.user})` : ''}` : viewer.user || 'Somebody');
    const rights = viewer.controls ? element('span', 'controls', 'in control') : viewer.viewOnly || !isControllable ? 'watching' : 'watching, may control';
    const line = element(
      'li', '', title, element('span', 'how', `${wayOf(viewer)} · `, rights, ` · ${viewer.address} · since ${new Date(viewer.since).toLocaleTimeString()}`));
    if (you?.controls && !viewer.you && !viewer.viewOnly && !viewer.controls) {
      const give = element('button', '', 'Give control');
      give.type = 'button';
      give.addEventListener('click', () => this.#give(viewer));
      line.append(give);
    }
    return line;
  }

  // Nobody is watched unawares.
  #tellOfOthers(others, you, isControllable) {
    const notice = page('watched');
    notice.hidden = !you || others.length === 0;
    if (notice.hidden)
      return;
    const names = others.map(viewer => `${viewer.user || viewer.address} (${wayOf(viewer)})`);
    const some = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
    const inControl = others.filter(viewer => viewer.controls).map(viewer => viewer.user || viewer.address);
    notice.textContent = `${you.viewOnly && isControllable ? 'Also here' : 'You are being watched'}: ${some} ${names.length > 1 ? 'see' : 'sees'} this display too.`
      + (inControl.length ? ` In control: ${inControl.join(', ')}.` : '');
  }
}

const wayOf = viewer => (viewer.console ? 'browser' : viewer.protocol.toUpperCase());
