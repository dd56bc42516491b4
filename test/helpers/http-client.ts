/** HTTP as a sender of alerts speaks it with a bot. */

export const TOKEN = 'alertmanager-test-token';

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

export interface HttpClient {
  /** A body that is no string or buffer goes as JSON. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  get(path: string): Promise<HttpAnswer>;
}

/** Speaks HTTP with a bot. */
export function httpClient(url: () => string): HttpClient {
  const read = async (answer: Response): Promise<HttpAnswer> => ({
    status: answer.status,
    text: await answer.text(),
    headers: answer.headers,
  });
  return {
    async post(path, body, headers = {}) {
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      return read(
        await fetch(`${url()}${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
          body: isRaw ? (body as string) : JSON.stringify(body),
        }),
      );
    },
    get: async (path) => read(await fetch(`${url()}${path}`)),
  };
}
