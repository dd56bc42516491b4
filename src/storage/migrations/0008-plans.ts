/** Fixes of several steps, and how far each of them is. */
export const plans = {
  number: 8,
  name: 'plans',
  sql: `
ALTER TABLE firewatch.proposals
  -- Of a plan, its calls in order; empty: it is one call.
  ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';

ALTER TABLE firewatch.executions
  -- Of a plan, the calls that began: when, and what the target answered once it has.
  ADD COLUMN steps jsonb NOT NULL DEFAULT '[]';
`,
};
