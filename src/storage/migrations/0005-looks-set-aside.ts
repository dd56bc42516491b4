/** A newer look, or only its report, that saw less than what is shown and therefore does not replace it. */
export const looksSetAside = {
  number: 5,
  name: 'looks-set-aside',
  sql: `
-- {"what": "look" | "report", "why": a sentence for people}; null: it is shown as soon as it is the newest.
ALTER TABLE firewatch.investigations ADD COLUMN set_aside jsonb;
`,
};
