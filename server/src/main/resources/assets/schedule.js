'use strict';

/* Says while one types what an expression means, and when it fits. */
{
  const PAUSE = 250;
  const form = document.querySelector('form[data-preview]');
  const words = form.querySelector('[data-preview-words]');
  const times = form.querySelector('[data-preview-times]');
  const wrong = form.querySelector('[data-preview-problem]');
  let waiting;
  let asked = 0;

  const cell = (...content) => {
    const made = document.createElement('td');
    made.append(...content);
    return made;
  };

  function hint(text) {
    const made = document.createElement('span');
    made.className = 'hint';
    made.textContent = text;
    return made;
  }

  function row({ time, local, clock_change: change }) {
    const own = document.createElement('time');
    own.dateTime = time;
    localTime(own);
    const made = document.createElement('tr');
    const note = change ? [document.createElement('br'), hint(times.dataset[change])] : [];
    made.append(cell(own), cell(local.replace('T', ' '), ...note));
    return made;
  }

  async function preview() {
    const mine = ++asked;
    const { trigger } = body(form);
    if (!trigger?.cron) return;
    try {
      const reply = await fetch('/4/tasks/schedules/preview', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ trigger }),
      });
      if (reply.status === 401) location.reload();
      const answer = await reply.json();
      if (mine !== asked) return;
      wrong.textContent = reply.ok ? '' : answer.detail;
      words.textContent = reply.ok ? answer.cron_description : '';
      times.tBodies[0].replaceChildren(...(reply.ok ? answer.times.map(row) : []));
    } catch {
      if (mine === asked) wrong.textContent = document.body.dataset.away;
    }
  }

  form.addEventListener('input', (event) => {
    if (!event.target.name?.startsWith('trigger.')) return;
    clearTimeout(waiting);
    waiting = setTimeout(preview, PAUSE);
  });

  preview();
}
