/**
 * What is stored of an incident's evidence, and shown in its channel, holds no secrets: they are placeholders for everybody,
 * the same as a model gets. People stay: whoever reads along may see them in the source.
 */
import type { Observation } from '../../incidents/evidence.js';
import type { Privacy } from '../../privacy/privacy.js';
import { RedactionError } from '../../privacy/redactor.js';

export interface SecretKeeper {
  /** What cannot be looked through keeps its place, and says so. */
  hide(observation: Observation): Observation;
  /** @throws RedactionError when it cannot be looked through. */
  hideText(text: string): string;
}

/** `subject` as for the redactor of the incident or question: then the placeholders are the same. */
export async function createSecretKeeper(privacy: Privacy, subject: string): Promise<SecretKeeper> {
  const redactor = await privacy.redactorFor(subject, { isForPeople: true });
  const hideText = (text: string) => redactor.redact(text).text;
  return {
    hideText,
    hide(observation) {
      const { statement, why, data } = observation;
      try {
        // Queries stay: they are asked again for charts, and nothing that was found stands in them.
        return {
          ...observation,
          statement: hideText(statement),
          why: hideText(why),
          data: redactor.redactValue(asStored(data)),
        };
      } catch (error) {
        if (!(error instanceof RedactionError)) throw error;
        const told = 'Withheld: what was found could not be looked through for secrets.';
        return { ...observation, statement: told, data: null, isAnomalous: false };
      }
    },
  };
}

/** As JSON has it: moments are texts, and what is not defined is not there. */
function asStored(data: unknown): unknown {
  return data === undefined ? null : JSON.parse(JSON.stringify(data));
}
