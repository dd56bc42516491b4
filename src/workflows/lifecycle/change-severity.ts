/** A person says how bad it is. Their word stands until something worse is heard than they knew; see `process-alerts.ts`. */
import { isWorse } from '../../incidents/severity.js';
import { isSnoozed, rescheduledUpdateAt } from '../../incidents/update-schedule.js';
import { cut } from '../../shared/text.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Doer } from '../use-cases/person.js';
import type { AssignRoleDeps } from './assign-role.js';
import { changeIncident } from './change-incident.js';
import { wake } from './wake-incident.js';

const MAX_REASON = 300;

export async function changeSeverity(
  deps: AssignRoleDeps,
  by: Doer,
  request: Parameters<LifecycleUseCases['changeSeverity']>[1],
): Promise<Change> {
  const { severity } = request;
  const reason = request.reason?.trim() ? cut(request.reason.trim(), MAX_REASON) : null;
  return changeIncident(deps, by, request, async (tx, incident, { now }) => {
    if (severity === incident.severity) return null;
    const step = `${incident.severity} → ${severity}`;
    const changed = { ...incident, severity };
    const isAlarming = isSnoozed(incident, now) && isWorse(severity, incident.severity);
    const awake = isAlarming ? await wake(deps, tx, changed, { why: `severity ${step}` }) : changed;
    return {
      incident: { ...awake, updateDueAt: rescheduledUpdateAt(awake, deps.settings.updateCadence, now) },
      kind: 'severity.changed',
      text: `Severity ${step}${reason === null ? '.' : `: ${reason}`}`,
      isSaid: true,
      details: { from: incident.severity, to: severity, reason },
    };
  });
}
