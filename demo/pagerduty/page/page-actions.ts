/** What somebody does on PagerDuty's own page. */
import type { Account } from '../account/account.js';
import type { Incidents } from '../account/incidents.js';
import { PAGE_ACTIONS } from './page.js';

export function actOnPage(
  { account, incidents }: { account: Account; incidents: Incidents },
  id: string,
  form: URLSearchParams,
): void {
  const incident = incidents.get(id);
  const user = account.user(form.get('as') ?? '') ?? account.users[0];
  const action = PAGE_ACTIONS.find((known) => known === form.get('action'));
  if (!incident || !user || !action) return;
  const by = { kind: 'user', user } as const;
  const note = (form.get('note') ?? '').trim();
  switch (action) {
    case 'acknowledge':
      return incidents.acknowledge(incident, by);
    case 'resolve':
      return incidents.resolve(incident, by);
    case 'reopen':
      return incidents.reopen(incident, by);
    case 'priority':
      return incidents.setPriority(incident, account.priority(form.get('priority') ?? '') ?? null, by);
    case 'escalate':
      return incidents.escalate(incident, incident.level + 1, by);
    case 'note':
      if (note !== '') incidents.addNote(incident, note, user);
  }
}
