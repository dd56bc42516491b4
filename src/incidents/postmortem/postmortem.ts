/**
 * The draft of a postmortem, made from what is stored and from nothing else: the same incident gives the same draft. It
 * leaves the judgement to people and says where theirs is missing. Pure.
 */
import { incidentLabel, type Actor } from '../incident.js';
import { formatActions } from './actions.js';
import { formatCause, formatFeedback } from './cause.js';
import { formatEvidence } from './evidence.js';
import { formatFacts } from './facts.js';
import { nameActor, TO_ADD, utc } from './format.js';
import { formatImpact } from './impact.js';
import { escapeMarkdown as esc } from './markdown.js';
import type { PostmortemOptions, PostmortemView } from './postmortem-view.js';
import { formatActionItems, formatQuestions } from './questions.js';
import { formatResponse } from './response.js';
import { formatSummary } from './summary.js';
import { formatTimeline } from './timeline.js';

export interface Postmortem {
  /** `inc-12-postmortem.md`. */
  readonly filename: string;
  readonly title: string;
  readonly markdown: string;
}

export function buildPostmortem(view: PostmortemView, options: PostmortemOptions = {}): Postmortem {
  const { incident } = view;
  const who = (actor: Actor | null) => nameActor(actor, options);
  const title = `Postmortem ${incidentLabel(incident)}: ${incident.title}`;
  const sections = [
    `# Postmortem ${incidentLabel(incident)}: ${esc(incident.title, 200)}`,
    `_Draft by Firewatch from the incident's record, ${utc(view.now)}. Blameless: it speaks of systems and decisions, not of guilt. What people have to add is marked ${TO_ADD}._`,
    formatFacts(view, options),
    section('Summary', formatSummary(view)),
    section('Impact', formatImpact(view)),
    section('Timeline (UTC)', formatTimeline(view, who)),
    section('Cause', formatCause(view)),
    section('Evidence', formatEvidence(view)),
    section('What was done', formatActions(view, who)),
    section('What went well, what was slow', formatResponse(view)),
    section('Open questions', formatQuestions(view)),
    section('Action items', formatActionItems()),
    section('Was the analysis right?', formatFeedback(view)),
  ];
  return {
    filename: `inc-${incident.number}-postmortem.md`,
    title,
    markdown: `${sections.join('\n\n')}\n`,
  };
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}
