/** What was deployed or changed around the beginning. */
import type { Change } from '../../../../incidents/change.js';
import type { Evidence } from '../../../../incidents/evidence.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import type { TimeRange } from '../../time-range.js';
import { changesIn } from '../changes-in.js';
import { nameIn } from '../topic.js';
import { changeLine, cite, clock, withId } from '../wording.js';

export function answerChanges(
  { known: { incident, evidence } }: IncidentFacts,
  { changes, question, context }: AnswerInput,
  time: TimeRange | undefined,
): readonly string[] {
  const names = context.catalog.list().map(({ name }) => name);
  const service = nameIn(question, names);
  if (time || (service !== undefined && service !== incident.service)) {
    const about = service === undefined ? changes : changes.filter((change) => change.service === service);
    return changesIn(about, time ?? ALWAYS, service, incident.startedAt);
  }
  const explained = evidence.filter(({ kind }) => kind === 'change');
  if (changes.length === 0)
    return [
      `No change is on record around ${incident.service ?? incidentLabel(incident)} in the time before it began.`,
      ...explained.slice(0, 2).map(withId),
    ];
  const before = changes.filter(({ at }) => at <= incident.startedAt);
  const [suspect] = before;
  // What is in the list already is not said again in the words of the evidence.
  const others = explained.filter((item) => !changes.some((change) => isAbout(item, change)));
  const citeFor = (change: Change) =>
    cite(explained.filter((item) => isAbout(item, change)).map(({ id }) => id));
  return [
    suspect
      ? `The last change before it began: ${changeLine(suspect, incident.startedAt)}.${citeFor(suspect)}`
      : `Nothing changed before it began at ${clock(incident.startedAt)}; what changed came later.`,
    ...others.slice(0, 2).map(withId),
    ...changes
      .filter((change) => change !== suspect)
      .map((change) => `${changeLine(change, incident.startedAt)}${citeFor(change)}`),
  ];
}

/** All that is on record around the incident. */
const ALWAYS: TimeRange = { start: new Date(0), end: new Date(8.64e15), words: 'around this incident' };

/** The same change of the same service, told as evidence. */
function isAbout({ service, statement }: Evidence, change: Change): boolean {
  return service === change.service && change.version !== null && statement.includes(change.version);
}
