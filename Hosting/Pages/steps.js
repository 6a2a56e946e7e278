// The keyboard on the wall: from card to card by arrows, to the search and out of it. One card at a time is what the Tab key comes to.

const search = document.getElementById('search');

export class Steps {
  #wall;
  #aimed = null;

  // wall: { grid, filters, rows, matching() → cards in their order, columns() }
  constructor(wall) {
    this.#wall = wall;
    wall.grid.addEventListener('focusin', event => event.target.card && this.#aim(event.target.card));
    addEventListener('keydown', event => this.#take(event));
  }

  // Other cards are there.
  keep() {
    const matching = this.#wall.matching();
    if (!this.#aimed?.link.isConnected)
      this.#aim(matching.find(card => card.isInView) ?? matching[0] ?? null);
  }

  #aim(card) {
    if (this.#aimed)
      this.#aimed.link.tabIndex = -1;
    this.#aimed = card;
    if (card)
      card.link.tabIndex = 0;
  }

  // From the card that has the focus; where none has it, to the one that the Tab key comes to.
  #move(step) {
    const matching = this.#wall.matching();
    const from = matching.indexOf(document.activeElement?.card);
    this.#go(from < 0 ? Math.max(matching.indexOf(this.#aimed), 0) : from + step);
  }

  #go(to) {
    const matching = this.#wall.matching();
    if (!matching[to])
      return;
    this.#aim(matching[to]);
    this.#wall.rows.reveal(to);
    matching[to].link.focus({ preventScroll: true });
  }

  #take(event) {
    if (event.ctrlKey || event.metaKey || event.altKey)
      return;
    const { matching, columns, filters } = this.#wall;
    const isInSearch = event.target === search;
    if (event.key === '/' && !isInSearch) {
      search.focus();
      search.select();
    } else if (event.key === 'Escape') {
      if (isInSearch && !search.value)
        search.blur();
      else if (filters.isSet)
        filters.clear();
      else
        document.activeElement?.blur();
    } else if (isInSearch && (event.key === 'ArrowDown' || event.key === 'Enter'))
      this.#move(0);
    else if (isInSearch || event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement)
      return;
    else if (event.key === 'ArrowLeft')
      this.#move(-1);
    else if (event.key === 'ArrowRight')
      this.#move(1);
    else if (event.key === 'ArrowUp')
      this.#move(-columns());
    else if (event.key === 'ArrowDown')
      this.#move(columns());
    else if (event.key === 'Home')
      this.#go(0);
    else if (event.key === 'End')
      this.#go(matching().length - 1);
    else
      return;
    event.preventDefault();
  }
}
