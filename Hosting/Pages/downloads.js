// What is saved as a file, or refused in a sentence: a link alone would save the refusal.
import { ask } from '/pages/api.js';

const keptMs = 60_000;

// name: where the service gives it none.
export async function download(path, name) {
  const answer = await ask(path);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="?([A-Za-z0-9._-]+)/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), keptMs);
}

export const fileNameOf = display => display.replace(/[^A-Za-z0-9.-]/g, '_');
