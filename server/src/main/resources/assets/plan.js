'use strict';

/* Forms that ask what they would do before they do it: the button that does it waits for the plan,
   says its number, and is closed again by any change. */
{
  const form = document.querySelector('form[data-planned]');
  const plan = form.querySelector('.plan');
  const start = form.querySelector('button[type=submit]');
  const first = start.textContent;
  const number = (value) => value.toLocaleString('en');
  let asked = 0;

  function forget() {
    asked++;
    plan.hidden = true;
    start.disabled = true;
    start.textContent = first;
  }

  function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let at = 0;
    let rest = bytes;
    for (; rest >= 1000 && at < units.length - 1; at++) rest /= 1000;
    return `${rest.toFixed(at && rest < 10 ? 1 : 0)} ${units[at]}`;
  }

  function show(answer) {
    const place = (name) => form.querySelector(`[data-plan=${name}]`);
    const write = (name, text) => {
      place(name).textContent = text;
      place(name).parentElement.hidden = text === '';
    };
    const unknown = place('seconds').dataset.unknown;
    write('objects', number(answer.objects) + (answer.exact ? '' : ` ${place('objects').dataset.estimate}`));
    write('bytes', answer.bytes ? size(answer.bytes) : '');
    write('seconds', answer.seconds === null ? unknown : `${number(answer.seconds)} s`);
    write('spared', answer.spared ? number(answer.spared) : '');
    write('oldest', answer.oldest ?? '');
    write('newest', answer.newest ?? '');
    write('accounts', answer.accounts.map((share) => `${share.account_id} (${number(share.objects)})`).join('\n'));
    write('examples', answer.examples.join('\n'));
    plan.hidden = false;
    start.textContent = start.dataset.text.replace('{}', number(answer.objects));
    start.disabled = answer.objects === 0;
  }

  form.addEventListener('input', forget);

  form.querySelector('[data-ask]').addEventListener('click', async () => {
    forget();
    if (!form.reportValidity()) return;
    const mine = asked;
    problem(form, '');
    try {
      const reply = await fetch(`${form.dataset.planned}?plan=1`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body(form)),
      });
      if (reply.status === 401) location.reload();
      const answer = await reply.json();
      if (mine !== asked) return;
      if (reply.ok) show(answer);
      else problem(form, answer.detail);
    } catch {
      problem(form, document.body.dataset.away);
    }
  });
}
