/** Puts the service and the incident into what a runbook's step says. Pure. */
import { fillPlaceholders, type Expectation, type RunbookAction } from '../../incidents/runbook.js';
import type { Proposal } from '../../remediation/proposal.js';
import { isRecord } from '../../shared/is-record.js';

/** Texts at any depth: some actions take arguments within an argument. */
export function fillArguments(
  args: Readonly<Record<string, unknown>>,
  about: { service: string; incident: string },
): Record<string, unknown> {
  const fill = (value: unknown): unknown => {
    if (isRecord(value)) return fillArguments(value, about);
    if (Array.isArray(value)) return value.map(fill);
    return typeof value === 'string'
      ? value.replaceAll('$service', about.service).replaceAll('$incident', about.incident)
      : value;
  };
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, fill(value)]));
}

export function fillPrecondition(
  { when: { metric } }: RunbookAction,
  service: string,
  window: string,
): Proposal['precondition'] {
  const query = metric && fillPlaceholders(metric.query, { service, window });
  return query ? { query, is: metric.is } : null;
}

export function fillExpectation(
  expectation: Expectation,
  service: string,
  window: string,
): Expectation | null {
  const query = fillPlaceholders(expectation.query, { service, window });
  return query === undefined ? null : { ...expectation, query };
}
