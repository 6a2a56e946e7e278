// The sign-in: a name and a password, and back to where one came from.
import { isLetIn, session, signIn, wayBack } from '/pages/api.js';

const [form, user, password, submit, fault] = ['form', 'user', 'password', 'submit', 'fault'].map(id => document.getElementById(id));

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
  if (isLetIn(await session()))
    location.replace(wayBack());
} catch (refusal) {
  fault.textContent = wordsFor(refusal);
}
