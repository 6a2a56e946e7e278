// The displays of the cluster's other hosts. Where the service knows no cluster, there are none. What a host tells of its displays comes
// from the directory; its pictures come from itself, while some of its cards are in view.
import { askJson } from '/pages/api.js';
import { Feed } from '/pages/feed.js';

const periodMs = 2000;

export class OtherHosts {
  #told;
  #feeds = new Map();
  #own = '';
  #isAlone = false;
  #timer = 0;

  // told: { list(records), picture(host, name, blob) }
  constructor(told) {
    this.#told = told;
    document.addEventListener('visibilitychange', () => !document.hidden && this.#own && this.#look());
  }

  begin(own) {
    if (this.#own)
      return;
    this.#own = own;
    this.#look();
  }

  // names by host: what is in view of each.
  show(namesByHost, width) {
    for (const [host, names] of namesByHost) {
      if (!this.#feeds.has(host))
        this.#feeds.set(host, new Feed(`/hosts/${encodeURIComponent(host)}/api/wall`, {
          news: () => {}, picture: (name, blob) => this.#told.picture(host, name, blob),
        }));
      this.#feeds.get(host).show(names, width);
      this.#feeds.get(host).open();
    }
    for (const [host, feed] of this.#feeds)
      if (!namesByHost.has(host))
        feed.close();
  }

  async #look() {
    clearTimeout(this.#timer);
    if (this.#isAlone || document.hidden)
      return;
    try {
      const records = await askJson('/api/cluster/displays');
      this.#told.list(records.filter(record => record.host !== this.#own));
    } catch (fault) {
      this.#isAlone = fault.status === 404;
    }
    this.#timer = setTimeout(() => this.#look(), periodMs);
  }
}
