// Pictures of the displays of the cluster's other hosts: each comes from its own host, while some of its cards are in view. What there is to tell of
// them comes with this host's own news.
import { Feed } from '/pages/feed.js';

export class OtherHosts {
  #picture;
  #feeds = new Map();

  // picture(host, name, blob)
  constructor(picture) {
    this.#picture = picture;
  }

  // names by host: what is in view of each.
  show(namesByHost, width) {
    for (const [host, names] of namesByHost) {
      if (!this.#feeds.has(host))
        this.#feeds.set(host, new Feed(`/hosts/${encodeURIComponent(host)}/api/wall`, {
          news: () => {}, picture: (name, blob) => this.#picture(host, name, blob),
        }));
      this.#feeds.get(host).show(names, width);
      this.#feeds.get(host).open();
    }
    for (const [host, feed] of this.#feeds)
      if (!namesByHost.has(host))
        feed.close();
  }
}
