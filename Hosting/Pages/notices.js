// What is the matter with the wall, in plain words.

const byId = id => document.getElementById(id);
const [grid, empty, offline, pictureless] = ['grid', 'empty', 'offline', 'pictureless'].map(byId);

// The words in the place of cards, where there is none to be seen.
export function tellEmpty({ isEmpty, isWaiting, hasOthers }) {
  empty.hidden = !isEmpty;
  grid.hidden = isEmpty;
  if (!isEmpty)
    return;
  const [headline, detail] = isWaiting
    ? ['Connecting…', '']
    : hasOthers
      ? ['No display matches', 'None of the displays is like what you look for.']
      : ['No displays yet', 'A display appears here as soon as the service finds one. On the host, “scanout doctor” says what stands in the way.'];
  byId('empty-headline').textContent = headline;
  byId('empty-detail').textContent = detail;
  byId('show-all').hidden = isWaiting || !hasOthers;
}

let offlineTimer = 0;
let lostAt = null;

export function tellOffline(isLost, hasBeenThere) {
  clearTimeout(offlineTimer);
  lostAt = isLost ? lostAt ?? new Date() : null;
  // A service that restarts is back in a moment.
  offlineTimer = setTimeout(() => {
    const words = hasBeenThere
      ? `The connection is lost. Trying again… What you see is from ${lostAt?.toLocaleTimeString()}.`
      : 'The service can’t be reached. Trying again…';
    offline.textContent = lostAt ? words : '';
    offline.hidden = !lostAt;
    grid.classList.toggle('is-stale', lostAt !== null);
  }, isLost ? 400 : 0);
}

export function tellPictureless(reason) {
  pictureless.hidden = !reason;
  pictureless.textContent = reason ? `No pictures on this page: ${reason}. States and numbers are live all the same.` : '';
}
