/** A pool that was full an hour ago is full again. */
import type { KnownCause, SameCause } from '../../src/incidents/same-cause.js';
import type { IncidentId } from '../../src/shared/ids.js';

const EARLIER: KnownCause = {
  incidentId: '44444444-4444-4444-8444-444444444444' as IncidentId,
  number: 7,
  openedAt: new Date('2026-11-22T02:10:00Z'),
  resolvedAt: new Date('2026-11-22T02:40:00Z'),
  service: 'payments',
  component: 'pool',
  confidence: 0.8,
  runbooks: [],
  changes: [],
  scope: {},
  isRefuted: false,
  thread: { channel: 'C0INCIDENTS', ts: '1.2' },
};
export const sameCause = (more: Partial<KnownCause> = {}): SameCause => ({
  earlier: { ...EARLIER, ...more },
  why: 'both began in payments, and the same part of it: pool',
});
