/** What tests of changes to incidents share. */
import type { Incident } from '../../../src/incidents/incident.js';
import type { Database, Row } from '../../../src/storage/database.js';

export const request = ({ id }: Incident, requestId: string) => ({ incidentId: id, requestId });

interface MessageRow extends Row {
  kind: string;
  channel: string;
  incident_id: string;
  subject_id: string | null;
  version: number;
}

/** Everything that is wanted in Slack, in the order it was first wanted. */
export const messagesOf = (database: Database): Promise<readonly MessageRow[]> =>
  database.query<MessageRow>(
    'SELECT kind, channel, incident_id, subject_id, version FROM firewatch.messages ORDER BY seq',
  );
