/** Ends the silences that Firewatch made for one alert of one service. Silences of people are left alone. */
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { UNKNOWN_RADIUS } from './kit/plan-parts.js';
import { AlertOfService, findAlertmanager, matchersFor, writeMatchers } from './kit/silence-input.js';
import type { ActionAlertmanager, Silence } from './ports/alertmanager.js';

export const expireSilence = defineAction({
  name: 'expire_silence',
  description: 'Ends the silences that Firewatch made for one alert of one service.',
  input: AlertOfService,
  async plan(input, context) {
    const alertmanager = findAlertmanager(context.alertmanager);
    const found = await ours(alertmanager, input, context.signal);
    if (found.length === 0)
      throw new UserInputError(`No silence of Firewatch hides ${input.alert} of ${input.service} now.`);
    const ids = found.map(({ id }) => id).toSorted();
    return {
      effect: `Expire the silence of ${writeMatchers(matchersFor(alertmanager, input))} at ${alertmanager.url}`,
      target: { name: `${input.service} (alert ${input.alert})`, version: ids.join(' ') },
      dryRun: `It would end: ${found.map(({ id, comment }) => `${id} (${comment})`).join('; ')}`,
      risk: 'low',
      isReversible: true,
      rollback: 'Silence the alert again.',
      isIdempotent: true,
      service: input.service,
      blastRadius: UNKNOWN_RADIUS,
      undo: null,
    };
  },
  async execute(input, context) {
    const alertmanager = findAlertmanager(context.alertmanager);
    const approved = context.targetVersion.split(' ');
    const found = await ours(alertmanager, input, context.signal);
    // One that was made since is another's decision.
    const ended = found.filter(({ id }) => approved.includes(id));
    for (const { id } of ended) await alertmanager.expire(id, context.signal);
    return {
      output: ended.length === 0 ? 'It had ended already.' : `Ended ${ended.map(({ id }) => id).join(', ')}.`,
    };
  },
  async check(input, context) {
    const found = await ours(findAlertmanager(context.alertmanager), input, context.signal);
    return found.length === 0
      ? { isReached: true, text: 'no silence of Firewatch is in force' }
      : { isReached: false, text: `${found.map(({ id }) => id).join(', ')} is still in force` };
  },
});

async function ours(
  alertmanager: ActionAlertmanager,
  input: AlertOfService,
  signal: AbortSignal,
): Promise<readonly Silence[]> {
  const found = await alertmanager.silences(matchersFor(alertmanager, input), signal);
  return found.filter(({ createdBy }) => createdBy.startsWith('Firewatch'));
}
