// Which of the cards are shown: those that have the words, of the host, in the state that somebody asks for. Each state says how many it has.
import { element } from '/pages/api.js';
import { hasTrouble, wordFor } from '/pages/card.js';

const [search, hostSelect, stateChips] = ['search', 'host', 'states'].map(id => document.getElementById(id));
const rank = ['', 'trouble', 'live', 'idle', 'starting', 'off', 'refused', 'lost', 'failing'];
const rankOf = state => rank.indexOf(state) + 1 || 99;
const labelOf = state => state === '' ? 'All' : state === 'trouble' ? 'In trouble' : wordFor(state);

export class Filters {
  #changed;
  #state = '';
  #chips = new Map();
  #hosts = '';

  constructor(changed) {
    this.#changed = changed;
    search.addEventListener('input', changed);
    hostSelect.addEventListener('change', changed);
  }

  get isSet() {
    return Boolean(search.value || this.#state || hostSelect.value);
  }

  // How many of all cards are in trouble, as they were last chosen from.
  troubled = 0;

  clear() {
    search.value = hostSelect.value = this.#state = '';
    this.#changed();
  }

  // Those of the cards that are asked for, in their order.
  choose(cards) {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const host = hostSelect.value;
    const within = host || words.length > 0
      ? cards.filter(card => (!host || card.host === host) && words.every(word => card.text.includes(word)))
      : cards;
    this.#count(within);
    return this.#state ? within.filter(card => this.#state === 'trouble' ? hasTrouble(card.record) : card.record.state === this.#state) : within;
  }

  // In their order.
  offer(hosts) {
    const wish = hostSelect.value;
    const names = wish && !hosts.includes(wish) ? [...hosts, wish] : hosts;
    hostSelect.hidden = hosts.length < 2 && !wish;
    if (names.join('\n') === this.#hosts)
      return;
    this.#hosts = names.join('\n');
    hostSelect.replaceChildren(new Option('All hosts', ''), ...names.map(name => new Option(name, name)));
    hostSelect.value = wish;
  }

  #count(cards) {
    const counts = new Map([['', cards.length]]);
    for (const { record } of cards) {
      counts.set(record.state, (counts.get(record.state) ?? 0) + 1);
      if (hasTrouble(record))
        counts.set('trouble', (counts.get('trouble') ?? 0) + 1);
    }
    if (this.#state && !counts.has(this.#state))
      counts.set(this.#state, 0);
    this.troubled = counts.get('trouble') ?? 0;
    this.#tell(counts);
  }

  #tell(counts) {
    for (const [state, chip] of this.#chips)
      if (!counts.has(state)) {
        chip.remove();
        this.#chips.delete(state);
      }
    [...counts.keys()].sort((one, other) => rankOf(one) - rankOf(other)).forEach((state, index) => {
      if (!this.#chips.has(state))
        this.#chips.set(state, this.#chipOf(state));
      const chip = this.#chips.get(state);
      chip.lastElementChild.textContent = counts.get(state);
      chip.setAttribute('aria-pressed', String(this.#state === state));
      if (stateChips.children[index] !== chip)
        stateChips.insertBefore(chip, stateChips.children[index] ?? null);
    });
  }

  #chipOf(state) {
    const chip = element('button', '', labelOf(state), ' ', element('b'));
    chip.type = 'button';
    chip.addEventListener('click', () => {
      this.#state = this.#state === state ? '' : state;
      this.#changed();
    });
    return chip;
  }
}
