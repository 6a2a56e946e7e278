// Asks the service as its own page does: with the header that no foreign page can send along. Where the service does not know who asks,
// the page goes to the sign-in and comes back.

export class ApiFault extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// The answer; an ApiFault, with the service's own words, where it refuses.
export async function ask(path, { method = 'GET', body, headers = {}, signal, staysHere = false } = {}) {
  const own = { 'X-Scanout': '1', ...headers };
  if (body !== undefined)
    own['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(path, {
      method, headers: own, signal, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (fault) {
    if (fault.name === 'AbortError')
      throw fault;
    throw new ApiFault(0, 'The service can’t be reached.');
  }
  if (answer.status === 401 && !staysHere)
    goToSignIn();
  if (!answer.ok)
    throw new ApiFault(answer.status, await reasonOf(answer));
  return answer;
}

export async function askJson(path, options) {
  const answer = await ask(path, options);
  return answer.status === 204 ? null : answer.json();
}

// Who is here: {open, user, operator, ...}. A service without sign-in is open.
export async function session() {
  try {
    return await askJson('/api/session', { staysHere: true });
  } catch (fault) {
    if (fault.status === 404)
      return { open: true, user: null };
    if (fault.status === 401)
      return { open: false, user: null };
    throw fault;
  }
}

// Whether who is here may be: where nobody is asked, once one has signed in, or from one of the host's own programs.
export const isLetIn = who => Boolean(who.open || who.user || who.operator);

export const signIn = (user, password) => askJson('/api/session', { method: 'POST', body: { user, password }, staysHere: true });

export async function signOut() {
  await ask('/api/session', { method: 'DELETE', staysHere: true });
  location.assign('/signin');
}

export function goToSignIn() {
  location.assign(`/signin?to=${encodeURIComponent(location.pathname + location.search)}`);
}

// Where one goes after the sign-in: a page of our own, whatever the address says. It is told whole: a path may begin as another host's address does.
export function wayBack() {
  const wish = new URLSearchParams(location.search).get('to') ?? '/';
  try {
    const target = new URL(wish, location.origin);
    return target.origin === location.origin && target.pathname !== '/signin' ? target.href : '/';
  } catch {
    return '/';
  }
}

// A WebSocket's address on this service.
export const socketAddress = path => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;

// The page of a display, here or on another host.
export const consolePath = (name, host) =>
  host ? `/console/${encodeURIComponent(name)}?host=${encodeURIComponent(host)}` : `/console/${encodeURIComponent(name)}`;

// An element: tag, class, and children or text. Text is text, never HTML.
export function element(tag, className = '', ...children) {
  const made = document.createElement(tag);
  if (className)
    made.className = className;
  made.append(...children);
  return made;
}

async function reasonOf(answer) {
  try {
    const problem = await answer.json();
    return problem.detail ?? problem.title ?? `The service answered ${answer.status}.`;
  } catch {
    return `The service answered ${answer.status}.`;
  }
}
