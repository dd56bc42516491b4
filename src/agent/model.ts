/** The chat model: anything that speaks OpenAI's chat completions over HTTP. */
import { ChatOpenAI, ChatOpenAICompletions, type ChatOpenAIFields } from '@langchain/openai';

/** An honest report is below 10 KB; a server that sends more than this is not worth listening to. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** Names that refuse any temperature but their own default. */
const FIXED_TEMPERATURE = /^(?:o\d|gpt-5)/;

export interface ModelSettings {
  /** Null: none is sent. */
  readonly apiKey: string | null;
  /** For example `https://api.openai.com/v1`; null means that one. */
  readonly baseUrl: string | null;
  readonly model: string;
  /** How long the server may stay silent, before the answer and within it. */
  readonly timeoutMs: number;
  /** After the first try, where the failure may be gone the next time. */
  readonly maxRetries: number;
  /** Ask for server-sent events: some gateways drop connections that stay silent while the model thinks. */
  readonly isStreaming?: boolean;
}

/**
 * Every default of the client that surprises is set here: model name, six retries, no timeout, another endpoint for some
 * model names. Tracing to outside services is an environment matter; `src/config` turns it off at start.
 */
export function createChatModel(
  settings: ModelSettings,
  { maxOutputTokens }: { readonly maxOutputTokens: number },
): ChatOpenAI {
  const fields: ChatOpenAIFields = {
    model: settings.model,
    // The client insists on one; it is taken out again before anything is sent.
    apiKey: settings.apiKey ?? 'none',
    // A second bound: ours below comes first and says more.
    timeout: settings.timeoutMs + 1000,
    maxTokens: maxOutputTokens,
    // Requests are repeated where they are counted, not behind the back of the limits.
    maxRetries: 0,
    useResponsesApi: false,
    streaming: settings.isStreaming ?? false,
    ...(FIXED_TEMPERATURE.test(settings.model) ? {} : { temperature: 0 }),
    configuration: {
      ...(settings.baseUrl === null ? {} : { baseURL: settings.baseUrl }),
      fetch: boundedFetch(settings),
    },
  };
  return new ChatOpenAI({ ...fields, completions: new OfflineCompletions(fields) });
}

/**
 * In streams LangChain counts tokens itself and downloads the tokenizer's tables from a third party for it. Firewatch speaks
 * only to the model's own server: usage comes from its answer, and where it gives none our limits use their own estimate.
 */
class OfflineCompletions extends ChatOpenAICompletions {
  override getNumTokens(content: string | readonly unknown[]): Promise<number> {
    const length = typeof content === 'string' ? content.length : JSON.stringify(content).length;
    return Promise.resolve(Math.ceil(length / 4));
  }
}

/**
 * `fetch` that gives up when the server stays silent for too long, before or in the middle of its answer (the client's own
 * timeout ends with the headers), or sends too much, so that no answer can fill the memory.
 */
function boundedFetch({ timeoutMs, apiKey }: ModelSettings): typeof fetch {
  return async (target, init) => {
    const silence = new AbortController();
    const giveUp = () => silence.abort(timeoutError(timeoutMs));
    const timer = setTimeout(giveUp, timeoutMs).unref();
    const signal = init?.signal ? AbortSignal.any([init.signal, silence.signal]) : silence.signal;
    const headers = new Headers(init?.headers);
    if (apiKey === null) headers.delete('authorization');
    // A prompt is for the server that the operator named, and for nobody whom that one names.
    const response = await fetch(target, { ...init, headers, signal, redirect: 'error' }).catch(
      (error: unknown) => {
        clearTimeout(timer);
        throw error;
      },
    );
    if (!response.body) {
      clearTimeout(timer);
      return response;
    }
    timer.refresh();
    let received = 0;
    const bounds = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        timer.refresh();
        received += chunk.byteLength;
        if (received > MAX_RESPONSE_BYTES)
          controller.error(new Error('the answer of the model is too large'));
        else controller.enqueue(chunk);
      },
      flush: () => clearTimeout(timer),
    });
    const { status, statusText } = response;
    return new Response(response.body.pipeThrough(bounds), { status, statusText, headers: response.headers });
  };
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`the model was silent for ${timeoutMs} ms`);
  error.name = 'TimeoutError';
  return error;
}
