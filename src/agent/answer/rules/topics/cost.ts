/** What the model did, read and cost. */
import { incidentLabel } from '../../../../incidents/incident.js';
import { capitalize } from '../../../../shared/text.js';
import { describeMoney } from '../../../../shared/model-cost.js';
import type { IncidentFacts } from '../../answer-input.js';

export function answerCost({ cost, analysis, known: { incident } }: IncidentFacts): readonly string[] {
  if (cost.modelCalls === 0)
    return [`No model was used for ${incidentLabel(incident)}, so the analysis cost nothing.`];
  const author = analysis?.model ? ` of ${analysis.model}` : '';
  return [
    `${capitalize(describeMoney(cost))}, ${cost.modelCalls} calls${author}: ${number(cost.inputTokens)} tokens read, ${number(cost.outputTokens)} written.`,
    ...(analysis
      ? [
          `The newest analysis took ${Math.round(analysis.usage.durationMs / 1000)} s and ${analysis.usage.toolCalls} look-ups.`,
        ]
      : []),
  ];
}

const number = (value: number) => value.toLocaleString('en-US');
