// The live connection to one host's wall. It asks for what is in view, takes pictures as fast as the page can, comes back by itself when it is
// lost, and is closed while nobody looks.
import { goToSignIn, isLetIn, session, socketAddress } from '/pages/api.js';

const firstPauseMs = 500;
const longestPauseMs = 10_000;
const ackEvery = 8;
const ackAfterMs = 40;

export class Feed {
  #path;
  #told;
  #isToldOfHosts;
  #socket = null;
  #isWanted = false;
  #pauseMs = firstPauseMs;
  #retry = 0;
  #seen = 0;
  #ackTimer = 0;
  #show = { show: [], width: 0 };
  #decoder = new TextDecoder();

  // told: { news(message), picture(name, blob), up(), down() }. With hosts the news is of the displays of all hosts.
  constructor(path, told, { hosts = false } = {}) {
    this.#path = path;
    this.#told = told;
    this.#isToldOfHosts = hosts;
    document.addEventListener('visibilitychange', () => this.#isWanted && (document.hidden ? this.#drop() : this.#connect()));
  }

  open() {
    if (this.#isWanted)
      return;
    this.#isWanted = true;
    if (!document.hidden)
      this.#connect();
  }

  close() {
    this.#isWanted = false;
    this.#drop();
  }

  show(names, width) {
    this.#show = { show: names, width };
    this.#send(this.#show);
  }

  #connect() {
    clearTimeout(this.#retry);
    if (this.#socket)
      return;
    const socket = this.#socket = new WebSocket(socketAddress(this.#path));
    let isOpen = false;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      isOpen = true;
      this.#seen = 0;
      this.#send(this.#isToldOfHosts ? { ...this.#show, hosts: true } : this.#show);
      this.#told.up?.();
    };
    socket.onmessage = message => this.#socket === socket && this.#take(message.data);
    socket.onclose = () => {
      if (this.#socket !== socket)
        return;
      this.#socket = null;
      this.#told.down?.();
      this.#retry = setTimeout(() => !document.hidden && this.#isWanted && this.#connect(), this.#pauseMs * (0.75 + Math.random() / 2));
      this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
      // A browser does not tell why it was not let in.
      if (!isOpen)
        session().then(who => isLetIn(who) || goToSignIn(), () => {});
    };
  }

  #drop() {
    clearTimeout(this.#retry);
    clearTimeout(this.#ackTimer);
    this.#ackTimer = 0;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #take(data) {
    this.#pauseMs = firstPauseMs;
    if (typeof data === 'string') {
      this.#told.news(JSON.parse(data));
      return;
    }
    const nameBytes = new DataView(data).getUint16(0);
    this.#told.picture(this.#decoder.decode(new Uint8Array(data, 2, nameBytes)), new Blob([new Uint8Array(data, 2 + nameBytes)], { type: 'image/jpeg' }));
    this.#seen++;
    if (this.#seen % ackEvery === 0)
      this.#ack();
    else if (!this.#ackTimer)
      this.#ackTimer = setTimeout(() => this.#ack(), ackAfterMs);
  }

  #ack() {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = 0;
    this.#send({ seen: this.#seen });
  }

  #send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN)
      this.#socket.send(JSON.stringify(message));
  }
}
