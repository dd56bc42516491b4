/** What a subject went through is read for each of many past incidents, and no longer for one alone. */
export const recall = {
  number: 3,
  name: 'recall',
  sql: `
CREATE INDEX IF NOT EXISTS audit_by_subject ON firewatch.audit (subject, seq);
`,
};
