/** What requests to the model have come to, in words for people. */

export interface ModelCost {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars, of the requests whose price is known. */
  readonly costUsd: number;
  /** Requests whose price is unknown. */
  readonly unpricedCalls: number;
}

/** `$0.04`, `at least $0.04` where the price of some requests is unknown, `price unknown` where none is known. */
export function describeMoney({ modelCalls, costUsd, unpricedCalls }: ModelCost): string {
  if (unpricedCalls === 0) return formatUsd(costUsd);
  return unpricedCalls >= modelCalls ? 'price unknown' : `at least ${formatUsd(costUsd)}`;
}

/** `$0.04`; what rounds to nothing but is something reads `less than $0.01`. */
export function formatUsd(amount: number): string {
  if (amount > 0 && amount < 0.005) return 'less than $0.01';
  return amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}
