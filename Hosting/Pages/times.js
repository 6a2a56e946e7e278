// Times of recordings: microseconds since 1970, which no Date has, as text and from it.

export const SECOND = 1e6;
export const MINUTE = 60 * SECOND;

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
const pad = (number, digits = 2) => String(number).padStart(digits, '0');

// Dates of a browser end at milliseconds; those of a recording do not.
export function parseTime(text) {
  const found = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  return Date.parse(found[1] + found[3]) * 1000 + Math.trunc(Number((found[2] ?? '').padEnd(6, '0').slice(0, 6)));
}

// As the service reads it.
export const seconds = micros => (micros / SECOND).toFixed(6);

export function timeText(micros, withFraction = false) {
  const date = new Date(micros / 1000);
  const fraction = withFraction ? `.${pad(date.getMilliseconds(), 3)}` : '';
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}${fraction}`;
}

// Empty today.
export function dateText(micros) {
  const date = new Date(micros / 1000);
  return new Date().toDateString() === date.toDateString() ? '' : `${date.toLocaleDateString(undefined, { month: 'short', day: 'numeric' })} `;
}

// As a datetime-local field has it.
export function localText(micros) {
  const date = new Date(micros / 1000);
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${timeText(micros, true)}`;
}
