/** A promotion holds for what the rule of the policy covers under which it was given. */
export const promotionRules = {
  number: 7,
  name: 'promotion-rules',
  sql: `
-- Names of rules. A promotion of before names none: people approve again until somebody promotes it anew.
ALTER TABLE firewatch.step_autonomy ADD COLUMN promoted_under text[] NOT NULL DEFAULT '{}';
`,
};
