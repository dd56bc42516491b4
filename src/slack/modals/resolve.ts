/** The form that ends an incident: what it really was, and what helped. Alerts that still fire are named, nothing more. */
import { UserInputError } from '../../shared/errors.js';
import { isId, type IncidentId } from '../../shared/ids.js';
import type { IncidentView } from '../../workflows/reading/incident-view.js';
import type { UseCases } from '../../workflows/use-cases.js';
import type { CauseOrigin } from '../../workflows/use-cases/lifecycle.js';
import { glue, label, paragraph, plain } from '../blocks/kit/block-kit.js';
import { firstSentence, formatConfidence } from '../blocks/kit/words.js';
import { describeResolved } from '../commands/lifecycle/resolve.js';
import { sayPlainly } from '../commands/say.js';
import { FORMS, OTHER_VERSION, PICKERS } from '../ids.js';
import { plainText, radioField, textField, textOf, type Choice } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { cause: 'cause', service: 'service', other: 'other', fix: 'fix' } as const;
const MAX_ANSWER = 500;
/** What Slack shows of a choice; more is cut. */
const MAX_CHOICE = 75;
/** Enough to choose from; more is what the text field is for. */
const MAX_SUSPECTS = 5;
/** Followed by the investigation's id: a newer one may say something else before the form is sent. */
const ANALYSIS = 'analysis:';
const OTHER = 'other';
const UNKNOWN = 'unknown';
const SUSPECT = 'suspect:';

export const resolveForm = defineIncidentForm({
  name: FORMS.resolve,
  title: 'Resolve',
  send: 'Resolve',
  async build(incident, { text, useCases }) {
    const view = await useCases.readIncident(incident.id);
    const firing = [
      ...new Set((view?.alerts ?? []).filter(({ status }) => status === 'firing').map(({ name }) => name)),
    ];
    const choices = view ? causesOf(view) : [];
    const fixed = view?.proposals.findLast(({ proposal }) => proposal.status === 'verified')?.proposal.title;
    return [
      ...(firing.length === 0
        ? []
        : [
            paragraph([
              label('Still firing'),
              plain(firing.slice(0, 8).join(', '), 300),
              glue(firing.length > 8 ? ' and others.' : '.'),
              glue(' You may resolve it all the same; should they fire anew, it is opened again.'),
            ]),
          ]),
      radioField({
        id: FIELDS.cause,
        label: 'What was the cause?',
        choices: [
          ...choices,
          { value: OTHER, text: 'Something else (say what below)' },
          { value: UNKNOWN, text: 'Nobody knows' },
        ],
        first: choices[0]?.value ?? OTHER,
      }),
      {
        type: 'input',
        block_id: FIELDS.service,
        optional: true,
        label: plainText('Where did it begin?'),
        hint: plainText(
          'If it was something else. Firewatch learns from it how often its analyses are right.',
        ),
        element: {
          type: 'external_select',
          action_id: PICKERS.service,
          min_query_length: 0,
          placeholder: plainText('A service'),
        },
      },
      textField({
        id: FIELDS.other,
        label: 'The cause in your words',
        isOptional: true,
        isLong: true,
        max: MAX_ANSWER,
        first: incident.confirmedCause ?? text.replace(/^cause:\s*/i, ''),
      }),
      textField({
        id: FIELDS.fix,
        label: 'What fixed it?',
        isOptional: true,
        max: MAX_ANSWER,
        ...(fixed === undefined ? {} : { first: fixed }),
      }),
    ];
  },
  check: (values) => {
    const choice = textOf(values, FIELDS.cause);
    if (choice === '') return { [FIELDS.cause]: 'Choose one; “Nobody knows” is an answer.' };
    const service = textOf(values, FIELDS.service);
    if (service !== '' && choice !== OTHER)
      return { [FIELDS.service]: 'Only for “Something else”: choose that above, or take this out.' };
    return choice === OTHER && service === '' && textOf(values, FIELDS.other) === ''
      ? { [FIELDS.other]: 'Say what it was, or choose “Nobody knows”.' }
      : {};
  },
  async submit(about, { by, values, useCases }) {
    const choice = textOf(values, FIELDS.cause);
    const analysed = choice.startsWith(ANALYSIS)
      ? await readCause(useCases, about.incidentId, choice.slice(ANALYSIS.length))
      : null;
    const service = choice.startsWith(SUSPECT)
      ? choice.slice(SUSPECT.length)
      : textOf(values, FIELDS.service);
    const cause = causeFrom(choice, { words: textOf(values, FIELDS.other), service, analysed });
    const origin = originOf(choice, service, analysed);
    const change = await useCases.resolveIncident(by, {
      ...about,
      cause,
      fix: textOf(values, FIELDS.fix) || null,
      ...(origin === undefined ? {} : { origin }),
    });
    return sayPlainly(describeResolved(change, cause ?? 'nobody knows'));
  },
});

/** What the analysis says first, then the other places where it may have begun. */
function causesOf({ analysis, investigationId, suspects }: IncidentView): readonly Choice[] {
  const cause = analysis?.report.cause;
  const others = suspects.filter(({ service }) => service !== cause?.service).slice(0, MAX_SUSPECTS);
  return [
    ...(cause && investigationId !== null
      ? [
          {
            value: `${ANALYSIS}${investigationId}`,
            text: firstSentence(cause.mechanism, MAX_CHOICE),
            description: `As analysed, ${formatConfidence(cause.confidence)} sure`,
          },
        ]
      : []),
    ...others.map(({ service, confidence }) => ({
      value: `${SUSPECT}${service}`.slice(0, 150),
      text: `It began in ${service}`,
      description: `Suspected, ${formatConfidence(confidence)} likely`,
    })),
  ];
}

interface AnalysedCause {
  readonly investigationId: string;
  readonly service: string | null;
  readonly mechanism: string;
}

/** What the analysis says that the person saw. */
async function readCause(
  useCases: Pick<UseCases, 'readIncident'>,
  incidentId: IncidentId,
  investigationId: string,
): Promise<AnalysedCause> {
  if (!isId(investigationId)) throw new UserInputError(OTHER_VERSION);
  const view = await useCases.readIncident(incidentId, { investigationId });
  const cause = view?.investigationId === investigationId ? view.analysis?.report.cause : undefined;
  if (!cause)
    throw new UserInputError(
      'The analysis you chose is not there any more. Open the form again; nothing was changed.',
    );
  return { investigationId, service: cause.service, mechanism: cause.mechanism };
}

/** In words, whatever was chosen; what people wrote is added to their choice. Null when nobody knows. */
function causeFrom(
  choice: string,
  { words, service, analysed }: { words: string; service: string; analysed: AnalysedCause | null },
): string | null {
  if (choice === UNKNOWN) return words || null;
  const chosen = analysed?.mechanism ?? (service === '' ? '' : `it began in ${service}`);
  const cause = [chosen, words].filter((part) => part !== '').join('; ');
  return cause === '' ? null : cause.slice(0, MAX_ANSWER);
}

/** Undefined when there are only words. */
function originOf(
  choice: string,
  service: string,
  analysed: AnalysedCause | null,
): CauseOrigin | null | undefined {
  if (choice === UNKNOWN) return null;
  if (analysed) return { service: analysed.service, investigationId: analysed.investigationId };
  return service === '' ? undefined : { service, investigationId: null };
}
