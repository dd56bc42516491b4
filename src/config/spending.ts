/** The keys under `agent` that say what the model may cost. Money is in US dollars, as providers list it. */
import { z } from 'zod';
import { wholeNumber } from './fields.js';

const MONEY = 'must be an amount of US dollars, such as 2 or 0.5';
const money = z.number(MONEY).min(0, MONEY).max(1_000_000, MONEY);

const budget = (tokens: number, cost: number) =>
  z
    .strictObject({
      tokens: wholeNumber(1).default(tokens),
      cost: money.default(cost),
    })
    .prefault({});

/** Per million tokens. */
const Price = z.strictObject({
  input: money,
  /** Left out: what the server had cached costs what the rest does. */
  cachedInput: money.optional(),
  output: money,
});

export const spendingKeys = {
  /** Input and output tokens together. Shared by all replicas. */
  budgets: z
    .strictObject({
      // Three full investigations, and some questions.
      incident: budget(400_000, 2),
      // Ten bad incidents. Who has more of them in a day would rather know than pay unseen.
      day: budget(4_000_000, 20),
    })
    .prefault({}),
  /** By the model's name; dated snapshots of it included. They go before the prices that are known anyway. */
  prices: z.record(z.string(), Price).default({}),
  /** For models that are not listed. */
  defaultPrice: Price.optional(),
};
