/** How much one investigation may use, and what is said when something stops the model. */
import { formatPercent } from '../shared/text.js';

export interface InvestigationLimits {
  /** Requests to the model. The last one may only submit the report. */
  readonly modelCalls: number;
  /** Tool runs; identical repeats are answered from memory and do not count. */
  readonly toolCalls: number;
  /** For the model's part as a whole. The rules answer after it in well under a second. */
  readonly seconds: number;
  /** Sum over all requests. */
  readonly inputTokens: number;
  /** Of one answer; the server is told to stop there. */
  readonly outputTokens: number;
}

/** Why the model's report is missing or was hurried. */
export const STOP_REASONS = [
  'no_model',
  'private',
  'redaction_failed',
  'timeout',
  'unreachable',
  'rate_limited',
  'refused',
  'server_error',
  'invalid_answer',
  'ungrounded',
  'answer_cut',
  'call_limit',
  'token_limit',
  'time_limit',
  'incident_budget',
  'day_budget',
  'paused',
  'internal',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** The note when rules wrote the analysis: one calm sentence for people in the incident's thread. */
export function explainRules(reason: StopReason, limits: InvestigationLimits): string {
  const rules = 'this analysis was made by rules.';
  switch (reason) {
    case 'no_model':
      return 'No language model is configured; this analysis was made by rules.';
    case 'private':
      return `This incident is private, so no model was shown anything of it; ${rules}`;
    case 'redaction_failed':
      return `It was not certain that all secrets were removed, so nothing more was sent to the model; ${rules}`;
    case 'timeout':
      return `The model did not answer in time; ${rules}`;
    case 'time_limit':
      return `The model did not finish within ${limits.seconds} s; ${rules}`;
    case 'unreachable':
      return `The model could not be reached; ${rules}`;
    case 'rate_limited':
      return `The model refused more requests for now (rate or quota limit); ${rules}`;
    case 'refused':
      return `The model's server rejected our request (check the key, the model's name and the address); ${rules}`;
    case 'server_error':
      return `The model's server failed; ${rules}`;
    case 'invalid_answer':
      return `The model's answer could not be used; ${rules}`;
    case 'ungrounded':
      return `The model named a cause that the evidence does not show; ${rules}`;
    case 'answer_cut':
      return `The model's answer was cut off; ${rules}`;
    case 'call_limit':
      return `The model did not finish within ${limits.modelCalls} requests; ${rules}`;
    case 'token_limit':
      return `The model did not finish within ${limits.inputTokens.toLocaleString('en-US')} input tokens; ${rules}`;
    case 'incident_budget':
      return `This incident's budget for the model is used up; ${rules}`;
    case 'day_budget':
      return `Today's budget for the model is used up; ${rules}`;
    case 'paused':
      return `The model keeps failing and is left alone for now; ${rules}`;
    case 'internal':
      return `The model could not be used because of an internal error; ${rules}`;
  }
}

/** What has to be said about a model's report. */
export interface ModelRemarks {
  /** The model that wrote it, where another one should have. */
  readonly insteadOf: { readonly preferred: string; readonly answered: string } | null;
  readonly hurried: StopReason | null;
  /** Where the computed ranking sees the origin, when that is clear and the report names another service. */
  readonly otherSuspect: { readonly service: string; readonly confidence: number } | null;
}

/** The note when a model wrote the analysis but something about it has to be said; null when nothing has. */
export function explainModel(remarks: ModelRemarks, limits: InvestigationLimits): string | null {
  const { insteadOf, otherSuspect } = remarks;
  const notes = [
    ...(insteadOf
      ? [`Written by ${insteadOf.answered}, because ${insteadOf.preferred} did not answer.`]
      : []),
    ...(otherSuspect
      ? [
          `The ranking by onset and call graph points at ${otherSuspect.service} instead (${formatPercent(otherSuspect.confidence)}).`,
        ]
      : []),
    ...explainHurry(remarks.hurried, limits),
  ];
  return notes.length === 0 ? null : notes.join(' ');
}

function explainHurry(hurried: StopReason | null, limits: InvestigationLimits): string[] {
  switch (hurried) {
    case 'call_limit':
      return [`The model used all of its ${limits.modelCalls} requests; this is its report so far.`];
    case 'token_limit':
      return [
        `The model came near its ${limits.inputTokens.toLocaleString('en-US')} input tokens; this is its report so far.`,
      ];
    case 'time_limit':
      return [`The model came near its ${limits.seconds} s; this is its report so far.`];
    case 'incident_budget':
      return ["This incident's budget for the model is used up; this is its report so far."];
    case 'day_budget':
      return ["Today's budget for the model is used up; this is its report so far."];
    case null:
      return [];
    default:
      return ['The model could not finish; this is its report so far.'];
  }
}
