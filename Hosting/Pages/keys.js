// Keys that a browser keeps to itself, and a keyboard for those who have none but the screen's.
import { element } from '/pages/api.js';

const modifiers = { control: [0xffe3, 'ControlLeft'], alt: [0xffe9, 'AltLeft'], super: [0xffeb, 'MetaLeft'], shift: [0xffe1, 'ShiftLeft'] };
const keys = { delete: [0xffff, 'Delete'], tab: [0xff09, 'Tab'], escape: [0xff1b, 'Escape'], print: [0xff61, 'PrintScreen'] };
for (let number = 1; number <= 12; number++)
  keys[`F${number}`] = [0xffbd + number, `F${number}`];
const combinations = [
  ['Ctrl Alt Del', 'control', 'alt', 'delete'], ['Alt Tab', 'alt', 'tab'], ['Alt F4', 'alt', 'F4'], ['Super', 'super'],
  ['Esc', 'escape'], ['Print', 'print'], ...Object.keys(keys).filter(key => key[0] === 'F').map(key => [key, key]),
  ['Ctrl Alt F1', 'control', 'alt', 'F1'], ['Ctrl Alt F2', 'control', 'alt', 'F2'], ['Ctrl Alt F7', 'control', 'alt', 'F7'],
];

const backspace = [0xff08, 'Backspace'];
const enter = [0xff0d, 'Enter'];

// What is in the field before anything is typed: an on-screen keyboard tells that it takes something away by nothing else.
const filler = '_'.repeat(40);
const most = 400;

// A button for each combination. press(keysym, code, isDown) is called for each key of it, and done() then.
export function fillKeyList(list, press, done) {
  for (const [label, ...names] of combinations) {
    const button = element('button', label.length > 6 ? 'wide' : '', label);
    button.type = 'button';
    button.addEventListener('click', () => {
      const pressed = names.map(name => modifiers[name] ?? keys[name]);
      for (const [keysym, code] of pressed)
        press(keysym, code, true);
      for (const [keysym, code] of pressed.reverse())
        press(keysym, code, false);
      done();
    });
    list.append(button);
  }
}

// A field that a phone's keyboard writes into: what is new in it is typed, what is gone is taken back.
export function typeFrom(field, press) {
  let before = '';
  const reset = () => {
    before = field.value = filler;
    field.setSelectionRange(filler.length, filler.length);
  };
  field.addEventListener('focus', reset);
  field.addEventListener('input', async () => {
    const after = field.value;
    let same = 0;
    while (same < before.length && before[same] === after[same])
      same++;
    const [gone, added] = [before.length - same, [...after.slice(same)]];
    before = after;
    if (after.length === 0 || after.length > most)
      reset();
    const { default: keysyms } = await import('/pages/novnc/core/input/keysymdef.js');
    const typed = [...Array(gone).fill(backspace), ...added.map(letter => (letter === '\n' ? enter : [keysyms.lookup(letter.codePointAt(0)), '']))];
    for (const [keysym, code] of typed) {
      press(keysym, code, true);
      press(keysym, code, false);
    }
  });
}
