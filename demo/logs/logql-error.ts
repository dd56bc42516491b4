/** What is wrong with a query, in Loki's words; answered as 400. */
export class LogqlError extends Error {
  override readonly name = 'LogqlError';
}
