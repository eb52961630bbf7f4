'use strict';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/* The body that a form sends: what is empty is left out unless an empty value means something. */
function body(form) {
  const json = {};
  for (const field of form.elements) {
    if (!field.name || field.matches(':disabled') || field.name === form.dataset.id) continue;
    if (field.dataset.needs && !form.elements[field.dataset.needs].value) continue;
    if (field.type === 'checkbox' && !field.checked && field.dataset.blank !== 'keep') continue;
    let value = field.type === 'checkbox' ? Number(field.checked) : field.value;
    if (value === '' && field.dataset.blank !== 'keep') continue;
    if (field.dataset.type === 'number') value = Number(value);
    if (field.dataset.type === 'boolean') value = value === 'true';
    if (field.dataset.type === 'time' && DATE.test(value)) value += 'T00:00:00Z';
    if (field.dataset.type === 'json') value = parsed(value);
    if (field.dataset.type === 'list') value = value.split(/[\s,]+/).filter(Boolean);
    const path = field.name.split('.');
    const last = path.pop();
    path.reduce((at, name, place) => (at[name] ??= /^\d+$/.test(path[place + 1] ?? last) ? [] : {}), json)[last] = value;
  }
  return json;
}

const secrets = (form) => [...form.elements].filter((field) => field.type === 'password' && field.name);
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/* The command that does the same. A password is named, never shown. */
function command(details) {
  const form = details.closest('form');
  let { method, path } = details.dataset;
  let text = '';
  if (form && method !== 'DELETE') {
    const id = form.dataset.id ? form.elements[form.dataset.id].value : '';
    if (id) {
      method = 'PUT';
      path = `${path}/${encodeURIComponent(id)}`;
    }
    const json = body(form);
    for (const field of secrets(form)) if (field.name in json) json[field.name] = '\u0000';
    text = ` \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(json)).replaceAll('\\u0000', `'"$PASSWORD"'`)}`;
  }
  const verb = method === 'GET' ? '' : ` -X ${method}`;
  details.querySelector('code').textContent =
    `curl -u "$LUNA_ADMIN"${verb} ${quoted(location.origin + path)}${text}`;
}

/* Shows the fields of what is chosen, and takes the others out of the form. */
function choose(form) {
  for (const chooser of form.querySelectorAll('[data-switch]')) {
    const name = chooser.dataset.switch;
    for (const part of form.querySelectorAll(`fieldset[data-${name}]`)) {
      part.disabled = !part.dataset[name].split(' ').includes(chooser.value);
      part.hidden = part.disabled;
    }
  }
}

/* Text of a field that holds JSON; what is none is sent as it is, for the server to say so. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function confirmed(form) {
  const field = form.querySelector('[data-confirm]');
  if (field) form.querySelector('button[type=submit]').disabled = field.value !== field.dataset.confirm;
}

/* A time in the reader's own zone; the exact one stays at hand. */
function localTime(time) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  const two = (number) => String(number).padStart(2, '0');
  time.title = time.dateTime;
  time.textContent = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function prepare(root) {
  root.querySelectorAll('time[datetime]').forEach(localTime);
  root.querySelectorAll('form').forEach(choose);
  root.querySelectorAll('details.command').forEach(command);
  root.querySelectorAll('form').forEach(confirmed);
}

function problem(form, text) {
  const place = form.querySelector('.problem');
  if (place) place.textContent = text;
}

htmx.defineExtension('luna', {
  encodeParameters(request, parameters, element) {
    const form = element.closest('form');
    if (!form) return null;
    return JSON.stringify(body(form));
  },
});

document.addEventListener('htmx:configRequest', (event) => {
  if (event.detail.verb !== 'get') event.detail.headers['Content-Type'] = 'application/json';
  const form = event.detail.elt.closest('form');
  const id = form?.dataset.id && form.elements[form.dataset.id].value;
  if (id) {
    event.detail.verb = 'put';
    event.detail.path = `${event.detail.path}/${encodeURIComponent(id)}`;
  }
  if (event.detail.verb === 'delete') event.detail.parameters = new FormData();
});

document.addEventListener('htmx:beforeRequest', (event) => {
  if (event.detail.elt.matches('form')) problem(event.detail.elt, '');
});

document.addEventListener('htmx:afterRequest', (event) => {
  const { elt, xhr, successful } = event.detail;
  if (xhr.status === 401 || new URL(xhr.responseURL || location.href).pathname === '/login') {
    location.reload();
  } else if (!elt.matches('form')) {
    return;
  } else if (successful) {
    const made = (xhr.getResponseHeader('Location') || '').split('/').pop();
    if (elt.dataset.then) location.assign(elt.dataset.then.replace('{id}', made));
  } else {
    let answer = {};
    try { answer = JSON.parse(xhr.responseText); } catch { /* No answer of this server's. */ }
    problem(elt, answer.detail || document.body.dataset.away);
  }
});

document.addEventListener('htmx:load', (event) => prepare(event.detail.elt));

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (!form) return;
  confirmed(form);
  choose(form);
  form.querySelectorAll('details.command').forEach(command);
});

/* A date alone is the beginning of that day; empty filters stay out of the address. */
document.addEventListener('submit', (event) => {
  if (event.target.matches('.filters')) {
    for (const field of event.target.elements) {
      if (DATE.test(field.value)) field.value += 'T00:00:00Z';
      if (field.name && field.value === '') field.disabled = true;
    }
  }
});

/* A button that shows what the API answers. */
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-show]');
  if (!button) return;
  const place = document.getElementById(button.getAttribute('aria-controls'));
  let text = document.body.dataset.away;
  try {
    const reply = await fetch(button.dataset.show);
    if (reply.status === 401) location.reload();
    text = JSON.stringify(await reply.json(), null, 2);
  } catch { /* No answer of this server's. */ }
  place.querySelector('code').textContent = text;
  place.hidden = false;
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-image]');
  if (!button) return;
  const image = new Image();
  image.alt = button.dataset.alt;
  image.src = button.dataset.image;
  button.replaceWith(image);
});
