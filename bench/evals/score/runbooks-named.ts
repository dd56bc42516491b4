/** Which runbooks an analysis sends people to: that of what it proposes, else those that its next steps name. */
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';

/** The product's own words for "read it if you like, but nothing says that it fits". */
const NOT_ADVISED = /no runbook (is known to fit|fits)/i;
/** `“Roll back a bad release” (bad-release)`, as rules write it; a model may write the id alone. */
const KNOWN_IDS = /[a-z][a-z0-9]*(?:-[a-z0-9]+)+/g;

export function runbooksNamed({ analysis, proposals, evidence }: IncidentView): readonly string[] {
  const proposed = proposals.flatMap(({ proposal }) => proposal.runbookId ?? []);
  if (proposed.length > 0) return [...new Set(proposed)];
  const known = new Set(evidence.flatMap(({ kind, data }) => (kind === 'runbook' ? idsIn(data) : [])));
  const steps = (analysis?.report.nextSteps ?? []).filter((step) => !NOT_ADVISED.test(step));
  // A step that only says what else there is, is no advice to follow a runbook.
  const [first] = steps
    .flatMap((step) => [...step.matchAll(KNOWN_IDS)].map(([id]) => id))
    .filter((id) => isRunbook(id, known));
  return first === undefined ? [] : [first];
}

function idsIn(data: unknown): readonly string[] {
  return [...JSON.stringify(data ?? null).matchAll(/"runbookId":"([^"]+)"/g)].map(([, id = '']) => id);
}

const isRunbook = (id: string, known: ReadonlySet<string>): boolean => known.has(id) || SHIPPED.has(id);

/** Those that come with the product. */
const SHIPPED = new Set([
  'bad-release',
  'certificate-expiring',
  'cpu-throttling',
  'disk-filling-up',
  'error-budget-burn',
  'exhausted-pool',
  'expired-credential',
  'memory-leak',
  'no-runbook-fits',
  'pod-crash-looping',
  'service-down',
  'slow-database',
  'traffic-surge',
]);
