/** Answer to `/incident audit`: decisions in their order, with their place in the hash chain. */
import type { AuditRecord } from '../../../incidents/audit-trail.js';
import { incidentLabel } from '../../../incidents/incident.js';
import type { AuditAnswer } from '../../../workflows/use-cases/knowledge.js';
import {
  bold,
  bullets,
  channelSpan,
  code,
  context,
  glue,
  isSlackUserId,
  italic,
  moment,
  paragraph,
  plain,
  type Line,
  type MessageContent,
} from '../kit/block-kit.js';
import { fitMessage } from '../kit/budget.js';
import { mentionIds } from '../kit/mention-ids.js';
import { actorSpan, count } from '../kit/words.js';

const MAX_SHOWN = 15;
const MAX_DETAILS = 160;
/** What follows the name of who did it; other events are told by their names. */
const WORDS: Readonly<Record<string, string>> = {
  'proposal.shadowed': 'would have proposed',
  'proposal.approval_given': 'approved, with others to follow',
  'proposal.break_glass': 'approved past the rules',
  'proposal.cancelled': 'stopped before it ran',
  'execution.cancelled': 'wanted the run stopped',
  'execution.repeated': 'ran it again after an interruption',
  'decision.refused': 'was not allowed to decide',
  'actions.stopped': 'stopped all actions',
  'actions.resumed': 'allowed actions again',
  'actions.refused': 'was not allowed to stop or allow actions',
  'autonomy.demoted': 'took back that it runs by itself',
};

export function buildAuditList({ incident, records, titles }: AuditAnswer): MessageContent {
  const label = incidentLabel(incident);
  if (records.length === 0) {
    return {
      text: `No decision about ${label} yet`,
      blocks: [
        paragraph([
          glue(
            `Nobody has decided anything about ${label} so far. Approvals, rejections, roles and changes of status are kept here.`,
          ),
        ]),
      ],
    };
  }
  const hidden = records.length - MAX_SHOWN;
  const broken = records.filter(({ isIntact }) => !isIntact);
  return fitMessage({
    text: `${count(records.length, 'entry')} about ${label} in the audit log`,
    blocks: [
      bullets(
        [bold(`Decided and done about ${label}, newest last`)],
        [
          ...(hidden > 0 ? [[italic(`${hidden} earlier ${hidden === 1 ? 'one' : 'ones'} not shown`)]] : []),
          ...records.slice(-MAX_SHOWN).map((record) => recordLine(record, titles)),
        ],
      ),
      context(
        broken.length === 0
          ? 'Each entry carries the hash of the one before it; these follow from one another.'
          : `⚠️ ${count(broken.length, 'entry')} (${broken.map(({ seq }) => `#${seq}`).join(', ')}) ${broken.length === 1 ? 'does' : 'do'} not fit what came before: the log was changed from outside. Tell whoever runs Firewatch.`,
      ),
    ],
  });
}

function recordLine(
  { seq, at, actor, event, subject, details, hash, isIntact }: AuditRecord,
  titles: AuditAnswer['titles'],
): Line {
  const title = titles.get(subject);
  const said = describe(details);
  const people = peopleIn(details);
  return [
    ...(isIntact ? [] : [glue('⚠️ ')]),
    moment(at, '{date_short_pretty} {time}'),
    glue(' '),
    actorSpan(actor),
    glue(' '),
    bold(WORDS[event] ?? event.replaceAll('.', ' ').replaceAll('_', ' '), 60),
    ...(title === undefined ? [] : [glue(': '), plain(title, 120)]),
    ...(said === '' ? [] : [glue(' · '), ...mentionIds(said, MAX_DETAILS, (id) => people.has(id))]),
    ...placeOf(details),
    glue(' '),
    code(`#${seq} ${hash.slice(0, 8)}`),
  ];
}

/**
 * People who hold the entry's own fields, and those whom a refusal of ours begins with: text that somebody else wrote rings
 * nobody.
 */
function peopleIn(details: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const texts = Object.values(details).filter((value) => typeof value === 'string');
  const named = texts.flatMap(
    (text) => /^Only ((?:[UW][A-Z0-9]+(?:, )?)+) may /.exec(text)?.[1]?.split(', ') ?? [],
  );
  return new Set([...texts.filter(isSlackUserId), ...named]);
}

/** Where the message is that was put on the timeline; its time means nothing to people. */
function placeOf({ message }: Readonly<Record<string, unknown>>): Line {
  const channel = typeof message === 'string' ? /^([CG][A-Z0-9]+):/.exec(message)?.[1] : undefined;
  return channel === undefined ? [] : [glue(' · a message in '), channelSpan(channel)];
}

/** Simple values in the words of the log; ids, hashes and codes tell nobody anything. */
function describe(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(
      ([name]) =>
        !/(?:^|_)id$|Id$|[hH]ash$|^incident$|^title$|^message$|^code$|^policyVersion$|^supersedes$/.test(
          name,
        ),
    )
    .flatMap(([name, value]) => {
      const text =
        typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
          ? String(value)
          : '';
      return text === '' ? [] : [`${name.replace(/([A-Z])/g, ' $1').toLowerCase()}: ${text}`];
    })
    .join(', ');
}
