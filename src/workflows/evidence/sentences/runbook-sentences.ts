/** Sentences about runbooks: what their checks say, and whether one is known to fit at all. */
import { isKnownToFit } from '../../../analysis/findings.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { RunbookFit } from '../measure/runbooks.js';
import { clip } from './clip.js';

export function describeCheck(fit: RunbookFit, check: RunbookFit['checks'][number]): Observation {
  return {
    kind: 'runbook',
    service: fit.service,
    statement: check.statement,
    why: check.why || `A check of the runbook “${fit.title}”.`,
    source: 'prometheus',
    query: check.query,
    range: null,
    data: {
      runbook: fit.runbookId,
      check: check.name,
      value: check.value,
      holds: check.holds,
      heldBefore: check.heldBefore,
      // Not every check becomes a row.
      judged: fit.checks.filter(({ holds }) => holds !== null).length,
    },
    isAnomalous: check.holds === true && !check.heldBefore,
  };
}

/** What else was asked for a runbook, in one row: what only informs, and what speaks against one that does not fit. */
export function describeRest(fit: RunbookFit, checks: RunbookFit['checks']): Observation {
  const parts = checks.map(({ statement }) => statement.replace(/\.$/, ''));
  return {
    kind: 'runbook',
    service: fit.service,
    statement: `${parts.join('; ')}.`,
    why: `Other checks of the runbook “${clip(fit.title)}”.`,
    source: 'prometheus',
    query: checks.length === 1 ? (checks[0]?.query ?? null) : null,
    range: null,
    data: {
      runbook: fit.runbookId,
      isRest: true,
      checks: checks.map(({ name, query, value, holds }) => ({ name, query, value, holds })),
    },
    isAnomalous: false,
  };
}

/**
 * The best runbook where no check can speak for it: one that is known to fit, or else that none is. Nothing when there is
 * no runbook, or when checks say it all. `fits`: best first.
 */
export function describeNearest(fits: readonly RunbookFit[]): Observation[] {
  const known = fits.find(isKnownToFit);
  const nearest = known ?? fits[0];
  if (!nearest || known?.checks.some(({ holds, outcome }) => holds !== null && outcome !== 'no_data'))
    return [];
  const { runbookId, title, service, reason } = nearest;
  const name = `“${clip(title)}” (${clip(runbookId)})`;
  return [
    {
      kind: 'runbook',
      service,
      statement: known
        ? `The runbook ${name} fits: ${clip(reason)}.`
        : `No runbook is known to fit; the nearest is ${name}: ${clip(reason)}.`,
      why: known ? 'None of its checks says more.' : 'It may be about something else.',
      source: 'runbooks',
      query: null,
      range: null,
      data: { found: runbookId, isKnownToFit: known !== undefined },
      isAnomalous: false,
    },
  ];
}
