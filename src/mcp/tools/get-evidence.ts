import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import { IncidentNumber, readShownIncident } from '../find-incident.js';
import { presentEvidence } from '../present-incident.js';
import { defineReadingTool } from '../reading-tool.js';

export const getEvidence = defineReadingTool({
  name: 'get_evidence',
  description:
    'Reads one observation of an incident: what was seen, why it matters, the query to ask again, and the numbers behind it.',
  input: {
    number: IncidentNumber,
    evidenceId: z
      .string()
      .regex(/^E\d{1,4}$/)
      .describe('Id of the evidence as the incident shows it, such as E3'),
  },
  async read({ number, evidenceId }, reading) {
    const { incident, evidence } = await readShownIncident(reading, number);
    const found = evidence.find(({ id }) => id === evidenceId);
    if (!found)
      throw new UserInputError(
        `INC-${number} shows no evidence ${evidenceId}; get_incident lists what there is.`,
      );
    const { why, query, range, data, createdAt } = found;
    return {
      subject: incident.id,
      answer: { ...presentEvidence(found), why, query, range, createdAt, data },
    };
  },
});
