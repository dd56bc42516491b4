/** Asks the people on call for another service to help with the incident that the proposal belongs to, in PagerDuty. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction, type ActionContext } from './action.js';
import { findPaging } from './kit/find-paging.js';
import { ServiceName } from './kit/names.js';
import { PAGES_PEOPLE } from './kit/plan-parts.js';
import { nameApprover, nameProposal } from './kit/signature.js';
import { changedSinceApproval } from './kit/target-version.js';
import type { Help } from './ports/paging.js';

const Input = z.strictObject({
  service: ServiceName,
  incident: z.uuid('must be $incident').describe('Always $incident: the incident of the proposal'),
  from: ServiceName.describe('Another service of the catalogue, whose people on call are asked'),
});
type Input = z.output<typeof Input>;

export const requestResponders = defineAction({
  name: 'request_responders',
  description: 'Asks the people on call for another service in PagerDuty to help with the incident.',
  input: Input,
  async plan(input: Input, context) {
    const { service, from } = input;
    if (from === service)
      throw new UserInputError(
        `The people of ${service} are paged for it already; page_on_call goes on to the next level.`,
      );
    const help = await look(input, context);
    const { id, levels } = help;
    const [first, next] = levels;
    if (!first) throw new UserInputError(`Nobody is on call for ${from} in PagerDuty now; ask by hand.`);
    const open = findOpenRequest(help);
    if (open) throw new UserInputError(`${open} Nobody is asked twice.`);
    const people = first.join(', ');
    const refused = namesOf(help, 'no');
    return {
      effect: `Ask ${people}, on call for ${from}, to help with ${id} in PagerDuty`,
      target: { name: `${service} (PagerDuty incident ${id})`, version: versionOf(help) },
      dryRun: [
        `${people} would be paged.`,
        next ? `If nobody answers, PagerDuty goes on to ${next.join(', ')}.` : 'There is no further level.',
        ...(refused.length > 0 ? [`${refused.join(', ')} said no before.`] : []),
        `The people of ${service} stay assigned.`,
      ].join(' '),
      service,
      ...PAGES_PEOPLE,
    };
  },
  async execute(input: Input, context) {
    const help = await look(input, context);
    if (versionOf(help) !== context.targetVersion)
      throw changedSinceApproval(
        'pagerduty',
        `The incident in PagerDuty is ${help.id} by now, or ${input.from} has another escalation policy, which nobody approved.`,
      );
    const proposal = nameProposal(context);
    if (help.requests.some(({ message }) => message.includes(proposal)))
      return { output: 'They were asked by this run already.' };
    const open = findOpenRequest(help);
    if (open) return { output: `${open} Nobody was asked again.` };
    const message = `Help is wanted with ${input.service}. ${proposal}${nameApprover(context)}.`;
    const { service, from, incident: incidentId } = input;
    await findPaging(context).requestHelp(help, { service, incidentId, from, message }, context.signal);
    return { output: `${help.levels[0]?.join(', ') ?? input.from} was asked to help with ${help.id}.` };
  },
  async check(input: Input, context) {
    const help = await look(input, context);
    const joined = namesOf(help, 'yes');
    if (joined.length > 0) return { isReached: true, text: `${joined.join(', ')} joined ${help.id}` };
    const refused = namesOf(help, 'no');
    const waits = namesOf(help, 'none');
    const said = [
      ...(refused.length > 0 ? [`${refused.join(', ')} said no`] : []),
      ...(waits.length > 0 ? [`${waits.join(', ')} did not answer yet`] : []),
    ];
    return { isReached: false, text: said.join(', ') || `nobody of ${input.from} was asked` };
  },
});

const look = ({ service, incident, from }: Input, context: ActionContext) =>
  findPaging(context).findHelp({ service, incidentId: incident, from }, context.signal);

const versionOf = ({ id, policyId }: Help) => `${id}?${policyId}`;

/** One that somebody may still say yes to, or has, in words. */
function findOpenRequest(help: Help): string | undefined {
  const joined = namesOf(help, 'yes');
  if (joined.length > 0) return `${joined.join(', ')} joined ${help.id} already.`;
  const waits = namesOf(help, 'none');
  return waits.length > 0 ? `${waits.join(', ')} was asked already and did not answer yet.` : undefined;
}

/** What each one said last. */
function namesOf({ requests }: Help, answer: 'yes' | 'no' | 'none'): readonly string[] {
  const last = new Map(
    requests.flatMap(({ people }) => people.map((one) => [one.name, one.answer] as const)),
  );
  return [...last]
    .filter(([, said]) => said === answer)
    .map(([name]) => name)
    .toSorted();
}
