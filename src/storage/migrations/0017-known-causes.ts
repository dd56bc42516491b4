/** Incidents are found by the service that their analysis blames. */
export const knownCauses = {
  number: 17,
  name: 'known-causes',
  sql: `
CREATE INDEX investigations_by_cause ON firewatch.investigations ((analysis #>> '{report,cause,service}'), requested_at)
  WHERE analysis IS NOT NULL AND set_aside IS NULL;
`,
};
