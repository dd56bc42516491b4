/** A call that PagerDuty answers with an error, in the vendor's shape. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** PagerDuty's own error code. */
    readonly code: number,
    message: string,
    readonly errors: readonly string[] = [],
  ) {
    super(message);
    this.name = 'Refusal';
  }
}

export const invalid = (...errors: string[]) => new Refusal(400, 2001, 'Invalid Input Provided', errors);
export const refusedArguments = (...errors: string[]) =>
  new Refusal(400, 2001, 'Arguments Caused Error', errors);
export const notFound = () => new Refusal(404, 2100, 'Not Found');
