'use strict';

/* Keeps what is in #live as the server has it: it is read again when the stream of changes tells of
   one, and each second while something runs. A stream that breaks off is opened again by the
   browser; what was missed meanwhile is read then. */
{
  const EAGER = 300;
  const PATIENCE = 4000;
  const lost = document.getElementById('lost');
  const live = () => document.getElementById('live');
  const task = live().dataset.task;
  let reading = false;
  let again = false;
  let worry;

  async function read() {
    again = true;
    if (reading) return;
    reading = true;
    while (again) {
      again = false;
      await htmx.ajax('GET', location.pathname + location.search, { source: live(), target: live(), select: '#live', swap: 'outerHTML' }).catch(() => {});
      await new Promise((done) => setTimeout(done, EAGER));
    }
    reading = false;
  }

  function follow() {
    const changes = new EventSource(`/4/tasks/events${task ? `?task_ids=${task}` : ''}`);
    changes.onopen = () => {
      clearTimeout(worry);
      worry = undefined;
      lost.hidden = true;
      read();
    };
    changes.onerror = () => {
      worry ??= setTimeout(() => { lost.hidden = false; }, PATIENCE);
      if (changes.readyState === EventSource.CLOSED) setTimeout(follow, PATIENCE);
    };
    for (const name of ['task', 'subtask', 'reset']) changes.addEventListener(name, read);
    changes.addEventListener('removed', () => (task ? location.reload() : read()));
  }

  follow();
  setInterval(() => {
    if (live().dataset.running === 'true' && !document.hidden) read();
  }, 1000);
}
