/** What investigating an incident has cost so far. */
export interface InvestigationCost {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly durationMs: number;
}
