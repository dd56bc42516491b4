/** A plain page that lists the incidents and lets somebody act on them, without a script: it loads itself anew. */
import type { Account } from '../account/account.js';
import type { Incident } from '../account/model.js';

/** Everything a person may press; `value` is what they chose or wrote. */
export const PAGE_ACTIONS = ['acknowledge', 'resolve', 'note', 'priority', 'escalate', 'reopen'] as const;
export type PageAction = (typeof PAGE_ACTIONS)[number];

const REFRESH_SECONDS = 5;

/** `as` is whom the person at the page says they are. */
export function renderPage(account: Account, incidents: readonly Incident[], as: string): string {
  const rows = incidents.toReversed().map((incident) => renderIncident(account, incident, as));
  const people = account.users.map(
    ({ id, name }) => `<option value="${escape(id)}"${id === as ? ' selected' : ''}>${escape(name)}</option>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}"></noscript>
<title>Local PagerDuty</title>
<style>${STYLE}</style>
</head>
<body>
<header><h1>Local PagerDuty</h1>
<form method="get"><label>You are <select name="as">${people.join('')}</select></label> <button>change</button></form>
</header>
<main>
${rows.length === 0 ? '<p>No incidents yet. Break something.</p>' : rows.join('\n')}
</main>
<script>
setInterval(() => { if (!document.activeElement?.matches('input, select')) location.reload(); }, ${REFRESH_SECONDS * 1000});
</script>
</body>
</html>
`;
}

function renderIncident(account: Account, incident: Incident, as: string): string {
  const { id, number, title, status, urgency, service, assignees, notes, log, priority } = incident;
  const asked = assignees.map(({ name }) => name).join(', ');
  const button = (action: PageAction, label: string) =>
    `<button name="action" value="${action}">${label}</button>`;
  const options = [null, ...account.priorities].map(
    (one) =>
      `<option value="${escape(one?.id ?? '')}"${one === priority ? ' selected' : ''}>${escape(one?.name ?? 'no priority')}</option>`,
  );
  const actions =
    status === 'resolved'
      ? [button('reopen', 'Reopen')]
      : [
          ...(status === 'triggered' ? [button('acknowledge', 'Acknowledge')] : []),
          button('resolve', 'Resolve'),
          button('escalate', 'Escalate'),
          `<select name="priority" aria-label="Priority">${options.join('')}</select>${button('priority', 'Set priority')}`,
          `<input name="note" aria-label="Note" placeholder="Add a note">${button('note', 'Add note')}`,
        ];
  return `<article class="${status}" id="${escape(id)}">
<h2>#${number} ${escape(title)}</h2>
<p><b>${status}</b> · ${urgency} urgency · ${escape(priority?.name ?? 'no priority')} · ${escape(service.name)}${asked === '' ? '' : ` · assigned to ${escape(asked)}`}</p>
<form method="post" action="/incidents-page/${escape(id)}"><input type="hidden" name="as" value="${escape(as)}">${actions.join(' ')}</form>
${notes.length === 0 ? '' : `<ul>${notes.map(({ by, content }) => `<li><b>${escape(by.name)}</b> ${escape(content)}</li>`).join('')}</ul>`}
<details><summary>${log.length === 1 ? '1 log entry' : `${log.length} log entries`}</summary><ol>${log.map(({ at, summary, agent }) => `<li>${at.toISOString().slice(11, 19)} ${escape(summary)}, ${escape(agent.kind === 'user' ? agent.user.name : agent.service.name)}</li>`).join('')}</ol></details>
</article>`;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; margin: 0; background: #f4f5f7; color: #1c1d21; }
header { display: flex; gap: 2rem; align-items: center; padding: .6rem 1.2rem; background: #0b3d2c; color: #fff; flex-wrap: wrap; }
h1 { font-size: 1.1rem; margin: 0; } h2 { font-size: 1rem; margin: 0; }
main { max-width: 62rem; margin: 1rem auto; padding: 0 1rem; }
article { background: #fff; border: 1px solid #d8dbe0; border-left: 5px solid #c43d3d; border-radius: 4px; padding: .7rem 1rem; margin-bottom: .8rem; overflow-wrap: anywhere; }
article.acknowledged { border-left-color: #d9912b; } article.resolved { border-left-color: #3a8f5c; }
p { margin: .3rem 0 .5rem; } ul, ol { margin: .5rem 0; padding-left: 1.2rem; }
button, select, input { font: inherit; padding: .15rem .5rem; }
`;
