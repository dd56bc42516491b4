/** What requests to a model cost. Money is in US dollars throughout, because providers list their prices in it. */

/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  /** For what the server read from its cache. */
  readonly cachedInput: number;
  readonly output: number;
}

export interface Prices {
  readonly byModel: Readonly<Record<string, Price>>;
  /** For models that are not listed; null: what they cost is unknown. */
  readonly others: Price | null;
}

export interface TokenCounts {
  readonly inputTokens: number;
  /** Of the input. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** The default model and its smaller siblings, as their provider listed them in April 2025; prices fall rather than rise. */
export const LISTED_PRICES: Prices['byModel'] = {
  'gpt-4.1': { input: 2, cachedInput: 0.5, output: 8 },
  'gpt-4.1-mini': { input: 0.4, cachedInput: 0.1, output: 1.6 },
  'gpt-4.1-nano': { input: 0.1, cachedInput: 0.025, output: 0.4 },
};

/** `gpt-4.1-2025-04-14`: providers price a dated snapshot as the model it is one of. */
const SNAPSHOT = /-\d{4}-\d{2}-\d{2}$/;

/** Null: unknown. */
export function priceOf({ byModel, others }: Prices, model: string): Price | null {
  const find = (name: string) => (Object.hasOwn(byModel, name) ? byModel[name] : undefined);
  return find(model) ?? find(model.replace(SNAPSHOT, '')) ?? others;
}

/** Null when the price is unknown; nothing used costs nothing. More cached tokens than input tokens cannot be; a server that says so is charged for its input. */
export function costOf(price: Price | null, tokens: TokenCounts): number | null {
  if (tokens.inputTokens + tokens.outputTokens === 0) return 0;
  if (price === null) return null;
  const cached = Math.min(tokens.cachedTokens, tokens.inputTokens);
  const fresh = tokens.inputTokens - cached;
  return (
    (fresh * price.input + cached * price.cachedInput + tokens.outputTokens * price.output) / TOKENS_OF_PRICE
  );
}

const TOKENS_OF_PRICE = 1_000_000;
