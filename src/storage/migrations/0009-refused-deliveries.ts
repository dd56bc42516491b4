/** What a refused body came with, so that it can be read again after the mend. */
export const refusedDeliveries = {
  number: 9,
  name: 'refused-deliveries',
  sql: `
ALTER TABLE firewatch.rejected_payloads
  -- Without those that prove who the sender is.
  ADD COLUMN headers jsonb NOT NULL DEFAULT '{}',
  -- Bytes of the whole body, of which body may hold the beginning; null: kept by an older version.
  ADD COLUMN size int;

CREATE INDEX rejected_payloads_by_source ON firewatch.rejected_payloads (source, received_at DESC);
`,
};
