/** Alerts that say a rule could not be judged: they are about the watcher, not about the service that it watches. */
import { isWorse, severityOfAlert } from '../incidents/severity.js';

type Texts = Readonly<Record<string, string>>;

/** Nobody is woken because a rule could not be judged; its own severity stays readable. */
export function labelsAboutMonitoring(labels: Texts): Texts {
  const { severity, priority, ...others } = labels;
  const own = severity ?? priority;
  const isLoud = isWorse(severityOfAlert(labels), 'sev3');
  return {
    ...others,
    about: 'monitoring',
    severity: isLoud || own === undefined ? 'warning' : own,
    ...(own === undefined ? {} : { rule_severity: own }),
  };
}

/** The rule's own summary would claim what nobody knows. */
export function retitled({ summary: own, ...others }: Texts, summary: string): Texts {
  return { ...others, summary, ...(own === undefined ? {} : { rule_summary: own }) };
}
