'use strict';

/* Keeps what is in #live as the server has it: it is read again when the stream of changes tells of
   one, each second while something runs, and when something is due. A stream that breaks off is opened again by the
   browser; what was missed meanwhile is read then. */
{
  const EAGER = 300;
  const PATIENCE = 4000;
  const lost = document.getElementById('lost');
  const live = () => document.getElementById('live');
  const task = live().dataset.task;
  let reading = false;
  let again = false;
  let leaving = false;
  let worry;

  async function read() {
    again = true;
    if (reading || leaving) return;
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
    changes.addEventListener('removed', () => {
      if (!task) read();
      else if (!leaving) location.reload();
    });
  }

  /* What is pressed, or sends a request, is not replaced meanwhile: the click or its answer would be lost. */
  document.addEventListener('htmx:beforeSwap', (event) => {
    const held = live().matches(':active') || live().querySelector('form.htmx-request');
    if (event.detail.target === live() && held) {
      event.detail.shouldSwap = false;
      again = true;
    }
  });

  /* What is being deleted here is not read any more: this page is left for the table. */
  const deletes = (event) => event.detail.requestConfig.verb === 'delete';
  document.addEventListener('htmx:beforeRequest', (event) => {
    if (deletes(event)) leaving = true;
  });
  document.addEventListener('htmx:afterRequest', (event) => {
    if (deletes(event)) leaving = event.detail.successful;
  });

  follow();
  setInterval(() => {
    const { running, due } = live().dataset;
    if ((running === 'true' || (due && Date.now() > Date.parse(due))) && !document.hidden) read();
  }, 1000);
}
