/** Which fixes were proposed, decided on and run. */
import { incidentLabel } from '../../../../incidents/incident.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { clock, nameActor } from '../wording.js';

export function answerTried(facts: IncidentFacts, input: AnswerInput): readonly string[] {
  const { proposals, known } = facts;
  if (proposals.length === 0)
    return [`No fix has been proposed for ${incidentLabel(known.incident)} so far, and none was run.`];
  const waiting = waitingOf(facts, input);
  const past = proposals.filter(({ status }) => status !== 'pending').toReversed();
  return [
    ...waiting.map(
      ({ title, expiresAt }) => `“${title}” waits for a decision in the thread until ${clock(expiresAt)}.`,
    ),
    ...past.map(({ title, status, decidedBy, decidedAt, outcome }) => {
      const who = decidedBy && decidedAt ? `, decided by ${nameActor(decidedBy)} at ${clock(decidedAt)}` : '';
      return `“${title}” ${STATUS_WORDS[status] ?? status}${who}.${outcome ? ` ${outcome}` : ''}`;
    }),
    ...(waiting.length === 0 ? ['No proposal waits for a decision now.'] : []),
  ];
}

export function waitingOf({ proposals }: IncidentFacts, { context }: AnswerInput) {
  return proposals.filter(({ status, expiresAt }) => status === 'pending' && expiresAt > context.now);
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  approved: 'is approved and about to run',
  executing: 'is running',
  verifying: 'has run and is being checked',
  verified: 'was run and worked',
  unverified: 'was run, but its check did not pass',
  failed: 'failed',
  unknown: 'was run, and nobody knows whether it took effect',
  rejected: 'was rejected',
  expired: 'expired before anybody decided',
  superseded: 'was withdrawn',
};
