// The cards that are in the page: all of them, or where there are thousands those of the rows in view, and of a screen or two above and below. Of the
// others there is only the room that they would take.

// So many cost a browser little.
const mostPlaced = 600;
const screensAround = 2;

export class Rows {
  #main;
  #grid;
  #watcher;
  #cards = [];
  #fitted = null;
  #placed = [];
  #from = 0;
  #to = 0;

  // seen() is told when other cards are in view.
  constructor(main, grid, seen) {
    this.#main = main;
    this.#grid = grid;
    this.#watcher = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting)
          target.card.enter();
        else
          target.card.leave();
      seen();
    }, { root: main });
    main.addEventListener('scroll', () => this.#follow(), { passive: true });
  }

  // These cards, in this order, of this size.
  show(cards, fitted) {
    [this.#cards, this.#fitted] = [cards, fitted];
    const { first, last } = this.#rowsInView();
    this.#place(first, last);
  }

  // Has the card of that place in the page, and in view.
  reveal(index) {
    const row = Math.floor(index / this.#fitted.columns);
    if (index < this.#from || index >= this.#to) {
      this.#main.scrollTop = row * this.#pitch;
      const { first, last } = this.#rowsInView();
      this.#place(first, last);
    }
    this.#cards[index].link.scrollIntoView({ block: 'nearest' });
  }

  get #pitch() {
    return Math.floor(this.#fitted.cardHeight) + this.#fitted.gap;
  }

  get #rowCount() {
    return Math.ceil(this.#cards.length / this.#fitted.columns);
  }

  #rowsInView() {
    const rows = Math.ceil(this.#main.clientHeight / this.#pitch) + 1;
    const first = Math.max(0, Math.min(Math.floor(this.#main.scrollTop / this.#pitch), this.#rowCount - rows));
    return { first, last: first + rows };
  }

  // While the rows in view are not the last that are there, nothing has to be done.
  #follow() {
    if (!this.#fitted || this.#to - this.#from === this.#cards.length)
      return;
    const { first, last } = this.#rowsInView();
    const { columns } = this.#fitted;
    const around = last - first;
    if (Math.max(0, first - around / 2) * columns < this.#from || Math.min(this.#cards.length, (last + around / 2) * columns) > this.#to)
      this.#place(first, last);
  }

  #place(first, last) {
    const { columns } = this.#fitted;
    const isWhole = this.#cards.length <= mostPlaced;
    const around = screensAround * (last - first);
    const [above, below] = isWhole ? [0, this.#rowCount] : [Math.max(0, first - around), Math.min(this.#rowCount, last + around)];
    [this.#from, this.#to] = [above * columns, Math.min(below * columns, this.#cards.length)];
    // What is taken out above leaves its room there: nothing is to be scrolled back for it.
    this.#main.style.overflowAnchor = isWhole ? '' : 'none';
    this.#grid.style.paddingTop = above ? `${above * this.#pitch}px` : '';
    this.#grid.style.paddingBottom = below < this.#rowCount ? `${(this.#rowCount - below) * this.#pitch}px` : '';
    const placed = this.#cards.slice(this.#from, this.#to);
    if (placed.length !== this.#placed.length || placed.some((card, index) => card !== this.#placed[index]))
      this.#put(placed);
  }

  // Touching as little of the page as can be.
  #put(placed) {
    const kept = new Set(placed);
    for (const card of this.#placed)
      if (!kept.has(card)) {
        this.#watcher.unobserve(card.link);
        card.leave();
        card.link.remove();
      }
    let next = this.#grid.firstElementChild;
    for (const card of placed)
      if (card.link === next)
        next = next.nextElementSibling;
      else {
        this.#grid.insertBefore(card.link, next);
        this.#watcher.observe(card.link);
      }
    this.#placed = placed;
  }
}
