// The sign-in: a name and a password, and back to where one came from.
import { isLetIn, session, signIn, wayBack } from '/pages/api.js';

const [headline, text, form, user, password, submit, fault] = ['headline', 'text', 'form', 'user', 'password', 'submit', 'fault'].map(id => document.getElementById(id));

form.addEventListener('submit', async event => {
  event.preventDefault();
  submit.disabled = true;
  fault.textContent = '';
  try {
    await signIn(user.value, password.value);
    location.replace(wayBack());
  } catch (refusal) {
    fault.textContent = wordsFor(refusal);
    password.value = '';
    (user.value ? password : user).focus();
  } finally {
    submit.disabled = false;
  }
});

function wordsFor(refusal) {
  switch (refusal.status) {
    case 401: return 'That name and password don’t go together.';
    case 404: return 'This service asks nobody to sign in.';
    case 429: return 'Too many tries. Wait a moment, then try again.';
    default: return refusal.message;
  }
}

try {
  const who = await session();
  if (isLetIn(who))
    location.replace(wayBack());
  else if (who.reason) {
    // Nobody is asked who he is, and yet he is not let in.
    form.hidden = true;
    headline.textContent = 'Not this way';
    text.textContent = who.reason;
  }
} catch (refusal) {
  fault.textContent = wordsFor(refusal);
}
