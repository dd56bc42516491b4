/** Which part of the service broke, where what was seen names one. */
import type { DiagnosedRunbook } from '../../analysis/findings.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { InvestigationInput } from '../investigation.js';

/**
 * Parts that checks, signals and lines name, as people call them; the more telling first, because a pool has connections
 * and a disk holds files.
 */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\bpools?\b/i, 'pool'],
  [/\b(?:disk|file systems?|filesystem|volume|no space left)\b/i, 'disk'],
  [/\bcertificates?\b/i, 'certificate'],
  [/\b(?:credentials?|tokens?|api keys?)\b/i, 'credential'],
  [/\b(?:heap|memory)\b/i, 'memory'],
  [/\b(?:cpu|scheduling periods)\b/i, 'cpu'],
  [/\bquer(?:y|ies)\b/i, 'query'],
  [/\breplicas?\b/i, 'replicas'],
  [/\b(?:pods?|containers?|restarts)\b/i, 'pod'],
  [/\bqueues?\b/i, 'queue'],
];

/**
 * From the checks that hold, of the runbook that fits: its author knew which part it is about. A release is named by its
 * version. Without a runbook, the change of configuration that came just before. Null when nothing names a part.
 *
 * @param cited evidence of the cause.
 */
export function componentOf(
  input: InvestigationInput,
  runbook: DiagnosedRunbook | undefined,
  cited: readonly Evidence[],
): string | null {
  const change = cited.find(({ kind, isAnomalous }) => kind === 'change' && isAnomalous);
  if (!runbook) return isConfig(change) ? 'configuration' : null;
  const needsChange = input.context.runbooks
    .get(runbook.runbookId)
    ?.actions.some(({ when }) => when.changeWithinSeconds !== null);
  if (needsChange) return versionOf(change);
  const words = [runbook.title, ...runbook.checks.flatMap((check) => (check.holds ? [check.name] : []))].join(
    '\n',
  );
  return PARTS.find(([pattern]) => pattern.test(words))?.[1] ?? null;
}

function isConfig(change: Evidence | undefined): boolean {
  const kind = fieldOf(change, 'kind');
  return kind === 'config' || kind === 'flag';
}

function versionOf(change: Evidence | undefined): string | null {
  const version = fieldOf(change, 'version');
  return typeof version === 'string' ? `release ${version}` : null;
}

function fieldOf(item: Evidence | undefined, name: string): unknown {
  const data = item?.data;
  return typeof data === 'object' && data !== null
    ? (data as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
