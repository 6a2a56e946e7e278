// What a page of the wall costs the service: node --experimental-websocket measure.mjs PORT PID [WIDTH] [SECONDS]
// against `scanout serve --demo 100`. Every display is in view; pictures are taken as a browser takes them, and not decoded.
import { readFileSync } from 'node:fs';

const [port, pid, width = '160', seconds = '20'] = process.argv.slice(2);
const ticksPerSecond = 100;
const processorSeconds = () => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

let [pictures, bytes, texts, seen, names] = [0, 0, 0, 0, []];
const start = performance.now();
const socket = new WebSocket(`ws://127.0.0.1:${port}/api/wall`);
socket.binaryType = 'arraybuffer';
socket.onmessage = ({ data }) => {
  if (typeof data === 'string') {
    texts += data.length;
    if (names.length > 0)
      return;
    names = JSON.parse(data).displays.map(display => display.name);
    console.log(`${names.length} displays told after ${Math.round(performance.now() - start)} ms`);
    socket.send(JSON.stringify({ show: names, width: Number(width) }));
    return;
  }
  pictures++;
  bytes += data.byteLength;
  if (++seen % 8 === 0)
    socket.send(JSON.stringify({ seen }));
  if (seen === names.length)
    console.log(`each shown once after ${Math.round(performance.now() - start)} ms`);
};
const report = (what, [pictures, bytes, texts], cores) => console.log(
  `${what}: ${(pictures / seconds).toFixed(1)} pictures/s, ${(bytes / seconds / 1e6).toFixed(2)} MB/s and ${(texts / seconds / 1e3).toFixed(1)} kB/s of text, `
  + `${(cores / seconds).toFixed(3)} cores`);
const measure = async what => {
  const [before, counts] = [processorSeconds(), [pictures, bytes, texts]];
  await new Promise(done => setTimeout(done, seconds * 1000));
  report(what, [pictures - counts[0], bytes - counts[1], texts - counts[2]], processorSeconds() - before);
};
await new Promise(done => setTimeout(done, 5000));
await measure(`all in view, ${width} wide`);
socket.send(JSON.stringify({ show: [] }));
await measure('none in view');
socket.close();
await new Promise(done => setTimeout(done, 1000));
await measure('no page');
process.exit(0);
