/** `policy.yaml` as people write it. Pure. */
import { z } from 'zod';
import { isTimeZone } from '../../shared/time-zone.js';
import type { WeeklyHours } from './policy.js';

const UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DURATION = 'must be a duration such as 10m or 2h';
const Duration = z
  .string(DURATION)
  .regex(/^[1-9]\d*[smhd]$/, DURATION)
  .transform((text) => Number(text.slice(0, -1)) * UNIT_SECONDS[text.slice(-1) as keyof typeof UNIT_SECONDS]);

const USER = /^[UW][A-Z0-9]{2,30}$/;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const MAX_APPROVALS = 5;
const PEOPLE = `must be a whole number of people from 1 to ${MAX_APPROVALS}`;
/** Longer, and what the dry run found has little to do with what is there. */
const MAX_EXPIRY_SECONDS = 86_400;
/** Longer, and people had better be asked; what is approved and has not run by then counts as forgotten some minutes later. */
const MAX_WAIT_SECONDS = 300;

const TimeOfDay = z
  .string('must be a time such as 09:00')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00, in quotes')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const Hours = z
  .strictObject({
    days: z
      .array(z.enum(DAYS, `must be of ${DAYS.join(', ')}`))
      .min(1)
      .default([...DAYS]),
    from: TimeOfDay.prefault('00:00'),
    to: TimeOfDay.prefault('00:00'),
    timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/Berlin').default('UTC'),
  })
  .transform(({ days, ...rest }): WeeklyHours => ({
    ...rest,
    days: days.map((day) => DAYS.indexOf(day) + 1),
  }));

const Names = z.array(z.string().min(1)).min(1, 'must name at least one; leave it out when all are meant');

const Match = z.strictObject({
  actions: Names.optional(),
  services: Names.optional(),
  environments: Names.optional(),
  risks: z
    .array(z.enum(['low', 'medium', 'high'], 'must be low, medium or high'))
    .min(1)
    .optional(),
  hours: Hours.optional(),
});

/** Who that is depends on what is acted on. */
const ABOUT_SERVICE: readonly string[] = ['owner', 'on-call'];

/** A group of this file, `owner`, `on-call`, or a Slack user id. */
const ApproverName = z.string().min(1);

const Rule = z.strictObject({
  name: z.string().min(1).max(100),
  match: Match.prefault({}),
  mode: z
    .enum(['never', 'shadow', 'ask', 'automatic'], 'must be never, shadow, ask or automatic')
    .default('ask'),
  approvers: z.array(ApproverName).default([]),
  approvals: z.number(PEOPLE).int(PEOPLE).min(1, PEOPLE).max(MAX_APPROVALS, PEOPLE).default(1),
  mayApproveOwn: z.boolean().default(false),
  rollBack: z.enum(['ask', 'automatic'], 'must be ask or automatic').default('ask'),
  expireAfter: Duration.refine((seconds) => seconds <= MAX_EXPIRY_SECONDS, 'must be at most 1d').prefault(
    '30m',
  ),
  limits: z
    .strictObject({
      replicas: z.number().int().min(1).optional(),
      capacityShare: z.number().gt(0).max(1).optional(),
      actionsPerHour: z.number().int().min(1).optional(),
    })
    .prefault({}),
});

const Group = z.union(
  [
    z.strictObject({ userGroup: z.string().regex(/^S[A-Z0-9]{2,30}$/) }),
    z.strictObject({ users: z.array(z.string().regex(USER)).min(1) }),
  ],
  'must be `userGroup: S…` or `users: [U…]`',
);

const WITH_ZONE = 'must be a moment with its zone, such as 2026-11-27T00:00:00Z';
const Moment = z.iso.datetime({ offset: true, error: WITH_ZONE }).transform((text) => new Date(text));

export const PolicyDocument = z
  .strictObject({
    groups: z
      .record(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes'), Group)
      .default({}),
    /** Owner as the catalogue spells it → approvers. */
    owners: z.record(z.string(), z.array(ApproverName).min(1)).default({}),
    rules: z.array(Rule).min(1, 'must hold at least one rule; without one nobody may do anything'),
    freezes: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(100),
          from: Moment,
          to: Moment,
          match: Match.prefault({}),
        }),
      )
      .default([]),
    breakGlass: z.strictObject({ approvers: z.array(ApproverName).default([]) }).prefault({}),
    killSwitch: z.strictObject({ approvers: z.array(ApproverName).default([]) }).prefault({}),
    autonomy: z
      .strictObject({
        afterSuccesses: z.number().int().min(1).default(10),
        wait: Duration.refine((seconds) => seconds <= MAX_WAIT_SECONDS, 'must be at most 5m').optional(),
        promoters: z.array(ApproverName).default([]),
      })
      .prefault({}),
  })
  .superRefine(checkTogether);
export type PolicyDocument = z.output<typeof PolicyDocument>;
export type MatchDocument = z.output<typeof Match>;

/** What the parts must be together; each problem at its place. */
function checkTogether(document: PolicyDocument, context: z.RefinementCtx): void {
  const problem = (path: PropertyKey[], message: string) =>
    context.addIssue({ code: 'custom', path, message });
  const lists: [PropertyKey[], readonly string[], boolean][] = [
    ...document.rules.map((rule, index): [PropertyKey[], readonly string[], boolean] => [
      ['rules', index, 'approvers'],
      rule.approvers,
      true,
    ]),
    ...Object.entries(document.owners).map(([owner, names]): [PropertyKey[], readonly string[], boolean] => [
      ['owners', owner],
      names,
      false,
    ]),
    [['breakGlass', 'approvers'], document.breakGlass.approvers, false],
    [['killSwitch', 'approvers'], document.killSwitch.approvers, false],
    [['autonomy', 'promoters'], document.autonomy.promoters, false],
  ];
  for (const [path, names, isAboutService] of lists) {
    names.forEach((name, index) => {
      const isKnown =
        Object.hasOwn(document.groups, name) ||
        USER.test(name) ||
        (isAboutService && ABOUT_SERVICE.includes(name));
      if (!isKnown)
        problem(
          [...path, index],
          `${name} is no group of this file${isAboutService ? ', owner or on-call,' : ''} and no Slack user id`,
        );
    });
  }
  for (const name of ABOUT_SERVICE) {
    if (Object.hasOwn(document.groups, name))
      problem(['groups', name], `${name} has a meaning of its own: give the group another name`);
  }
  document.rules.forEach((rule, index) => {
    const at = (key: string) => ['rules', index, key];
    const decides = rule.mode === 'ask' || rule.mode === 'automatic';
    if (decides && rule.approvers.length === 0) problem(at('approvers'), 'must name who may approve');
    const people = countPeople(document, rule.approvers);
    if (decides && rule.approvers.length > 0 && people !== null && people < rule.approvals)
      problem(at('approvals'), `asks for ${rule.approvals} people, and approvers names ${people}`);
    if (rule.mode === 'automatic' && !rule.match.risks?.every((risk) => risk === 'low'))
      problem(at('mode'), 'automatic is for low risk alone: add `risks: [low]` to match');
    const isAll = Object.values(rule.match).every((part) => part === undefined);
    if (isAll && index < document.rules.length - 1)
      problem(at('match'), 'fits everything, so the rules below are never reached: move it to the end');
    if (document.rules.findIndex(({ name }) => name === rule.name) < index)
      problem(at('name'), 'another rule has this name');
  });
  document.freezes.forEach(({ from, to }, index) => {
    if (to <= from) problem(['freezes', index, 'to'], 'must be after from');
  });
}

/** Different people; null when only Slack or the paging system knows how many. */
function countPeople(
  { groups }: { readonly groups: Readonly<Record<string, z.output<typeof Group>>> },
  names: readonly string[],
): number | null {
  const people = new Set<string>();
  for (const name of names) {
    const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
    if (ABOUT_SERVICE.includes(name) || (group && 'userGroup' in group)) return null;
    for (const person of group?.users ?? [name]) people.add(person);
  }
  return people.size;
}
