/** Slack's own name for what it refused, such as `not_found`; undefined when it said nothing of the kind. */
export function webApiErrorCode(error: unknown): string | undefined {
  const data: unknown = error instanceof Error && 'data' in error ? error.data : undefined;
  const code: unknown = typeof data === 'object' && data !== null && 'error' in data ? data.error : undefined;
  return typeof code === 'string' ? code : undefined;
}
