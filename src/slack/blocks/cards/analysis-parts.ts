/** What an analysis says, and how sure one may be of each statement: shared by the messages that show it. */
import {
  otherCauses,
  unverifiedAt,
  type Analysis,
  type Hypothesis,
  type UnverifiedStatement,
} from '../../../workflows/reading/analysis-view.js';
import { glue, italic, label, plain, type Line, type Span } from '../kit/block-kit.js';
import { citation, count, formatConfidence, listEvidence } from '../kit/words.js';

const MARK = 160;

/** ` (unverified: 97 %, 03:44)` after a statement that says what the data does not; nothing after the others. */
export function unverifiedMark(
  analysis: Analysis | null,
  part: UnverifiedStatement['part'],
  index?: number,
): Span[] {
  const found = unverifiedAt(analysis?.verification ?? null, part, index);
  return found ? [glue(' '), italic(`(unverified: ${found.notFound.join(', ')})`, MARK)] : [];
}

/** `Likely cause, 82 % sure: …`, with the evidence that shows it. */
export function causeLine(analysis: Analysis): Line {
  const { cause } = analysis.report;
  if (cause === null) return [label('Likely cause'), glue('the evidence does not allow one to be named.')];
  return [
    label(`Likely cause, ${formatConfidence(cause.confidence)} sure`),
    plain(cause.mechanism),
    glue(citation(cause.evidenceIds, 4)),
    ...unverifiedMark(analysis, 'cause'),
  ];
}

/** One line for each cause that is less likely or ruled out, with what speaks for and against it. */
export function otherCauseLines(
  analysis: Analysis | null,
  { cause, why }: { readonly cause: number; readonly why: number },
): readonly Line[] {
  if (analysis === null) return [];
  const { hypotheses } = analysis.report;
  return otherCauses(analysis.report).map((one) => [
    plain(one.cause, cause),
    glue(': '),
    plain(one.why, why),
    glue(forAndAgainst(one)),
    ...unverifiedMark(analysis, 'hypothesis', hypotheses.indexOf(one)),
  ]);
}

/** ` (ruled out by E5)`, ` (for E3; against E5, E7)`. */
function forAndAgainst({ status, supports, contradicts }: Hypothesis): string {
  const [ours, others] = [listEvidence(supports, 3), listEvidence(contradicts, 3)];
  if (status === 'ruled out' && others !== '') return ` (ruled out by ${others})`;
  const sides = [...(ours === '' ? [] : [`for ${ours}`]), ...(others === '' ? [] : [`against ${others}`])];
  return sides.length === 0 ? '' : ` (${sides.join('; ')})`;
}

/** How much of a model's report was found in the data. Rules only repeat the data. */
export function checkedSentences(analysis: Analysis | null): string[] {
  const verification = analysis?.by === 'model' ? analysis.verification : null;
  if (!verification || verification.statements === 0) return [];
  const { statements, verified, dropped, unverified } = verification;
  if (verified === statements)
    return [
      statements === 1
        ? 'Its one statement was checked against the data.'
        : `All ${statements} statements were checked against the data.`,
    ];
  const rest = [
    ...(unverified.length > 0 ? ['what was not found is marked unverified'] : []),
    ...(dropped > 0 ? [`${count(dropped, 'statement')} without evidence left out`] : []),
  ];
  return [`${verified} of ${statements} statements checked against the data; ${rest.join('; ')}.`];
}
