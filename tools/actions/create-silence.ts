/** Silences one alert of one service in Alertmanager, for a while. The matchers are made here and are exact. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { UNKNOWN_RADIUS } from './kit/plan-parts.js';
import { nameApprover, nameProposal } from './kit/signature.js';
import { AlertOfService, findAlertmanager, matchersFor, writeMatchers } from './kit/silence-input.js';
import { versionOf } from './kit/target-version.js';
import type { ActiveAlert, Silence } from './ports/alertmanager.js';

const DURATIONS = { '30m': 1800, '1h': 3600, '2h': 7200, '4h': 14_400 } as const;
/** What a person reads before approving; more is noise. */
const LISTED_ALERTS = 10;

export const createSilence = defineAction({
  name: 'create_silence',
  description: 'Silences one alert of one service in Alertmanager, for at most four hours.',
  input: AlertOfService.extend({
    duration: z.enum(['30m', '1h', '2h', '4h']).describe('How long it hides the alert'),
  }),
  async plan({ alert, service, duration }, context) {
    const alertmanager = findAlertmanager(context.alertmanager);
    const matchers = matchersFor(alertmanager, { alert, service });
    const hidden = await alertmanager.alerts(matchers, context.signal);
    if (hidden.length === 0)
      throw new UserInputError(
        `${alert} of ${service} does not fire at ${alertmanager.url}: nothing to silence.`,
      );
    if (hidden.length > alertmanager.maxAlerts) {
      throw new UserInputError(
        `A silence of ${alert} of ${service} would hide ${hidden.length} alerts that fire now, and ` +
          `actions.alertmanager.maxAlerts allows ${alertmanager.maxAlerts}.`,
      );
    }
    const written = writeMatchers(matchers);
    return {
      effect: `Silence ${written} at ${alertmanager.url} for ${duration}`,
      target: {
        name: `${service} (alert ${alert})`,
        version: versionOfAlerts(alertmanager.url, written, hidden),
      },
      dryRun: describeHidden(hidden, await alertmanager.silences(matchers, context.signal)),
      risk: 'low',
      isReversible: true,
      rollback: 'Expire the silence in Alertmanager; it ends by itself in any case.',
      isIdempotent: true,
      service,
      blastRadius: UNKNOWN_RADIUS,
      undo: {
        action: 'expire_silence',
        arguments: { alert, service },
        effect: `Expire the silence of ${written} at ${alertmanager.url}`,
      },
    };
  },
  async execute({ alert, service, duration }, context) {
    const alertmanager = findAlertmanager(context.alertmanager);
    const matchers = matchersFor(alertmanager, { alert, service });
    const proposal = nameProposal(context);
    const wantedEnd = Date.now() + DURATIONS[duration] * 1000;
    const existing = (await alertmanager.silences(matchers, context.signal)).find(
      ({ comment, endsAt }) => comment.startsWith(proposal) || endsAt.getTime() >= wantedEnd,
    );
    if (existing)
      return { output: `Silence ${existing.id} hides it already, until ${minuteOf(existing.endsAt)}.` };
    const approved = nameApprover(context);
    const id = await alertmanager.silence(
      {
        matchers,
        seconds: DURATIONS[duration],
        createdBy: `Firewatch${approved}`,
        comment: `${proposal}${approved}.`,
      },
      context.signal,
    );
    return { output: `Silence ${id} hides it for ${duration}.` };
  },
  async check({ alert, service }, context) {
    const alertmanager = findAlertmanager(context.alertmanager);
    const matchers = matchersFor(alertmanager, { alert, service });
    const [silence] = await alertmanager.silences(matchers, context.signal);
    return silence
      ? { isReached: true, text: `silence ${silence.id} is in force until ${minuteOf(silence.endsAt)}` }
      : { isReached: false, text: 'no silence is in force' };
  },
});

function describeHidden(hidden: readonly ActiveAlert[], silences: readonly Silence[]): string {
  const listed = hidden
    .map(({ labels }) => describeLabels(labels))
    .toSorted()
    .slice(0, LISTED_ALERTS);
  const more = hidden.length > LISTED_ALERTS ? `; and ${hidden.length - LISTED_ALERTS} more` : '';
  const [known] = silences;
  const already = known ? ` Silence ${known.id} hides the same until ${minuteOf(known.endsAt)}.` : '';
  const count = hidden.length === 1 ? '1 alert that fires now' : `${hidden.length} alerts that fire now`;
  return `It would hide ${count}: ${listed.join('; ')}${more}.${already}`;
}

/** `2026-11-24 04:14 UTC` */
const minuteOf = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function describeLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** Changes when other alerts would be hidden than people read. */
function versionOfAlerts(url: string, matchers: string, hidden: readonly ActiveAlert[]): string {
  return versionOf([url, matchers, hidden.map(({ fingerprint }) => fingerprint).toSorted()]);
}
