/** A recorded evaluation: one JSON line with what was asked for, then one per exchange with the model and one per run. */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';

const Header = z.object({
  kind: z.literal('evaluation'),
  format: z.literal(1),
  model: z.string(),
  runs: z.number(),
  seed: z.number(),
  scenarios: z.array(z.string()),
  price: z.object({ input: z.number(), output: z.number() }).nullable(),
});
const Exchange = z.object({
  kind: z.literal('exchange'),
  scenario: z.string(),
  run: z.number(),
  /** As the client sent it. It holds no key: that is in a header. */
  request: z.string(),
  status: z.number(),
  contentType: z.string(),
  retryAfter: z.string().nullable(),
  /** As the server answered, whole; of a stream all of it. */
  body: z.string(),
});
const End = z.object({
  kind: z.literal('end'),
  scenario: z.string(),
  run: z.number(),
  /** That the investigation took, model included. */
  seconds: z.number(),
});
const Line = z.discriminatedUnion('kind', [Header, Exchange, End]);

export type RecordingHeader = z.infer<typeof Header>;
export type RecordedExchange = z.infer<typeof Exchange>;
export type RecordedEnd = z.infer<typeof End>;

export interface Recorder {
  write(line: RecordingHeader | RecordedExchange | RecordedEnd): void;
  /** Resolves when everything is on the disk. */
  close(): Promise<void>;
}

export function createRecorder(file: string): Recorder {
  const stream = createWriteStream(file, { mode: 0o600 });
  let failure: Error | undefined;
  stream.on('error', (error) => (failure = error));
  return {
    write: (line) => void stream.write(`${JSON.stringify(line)}\n`),
    close: () =>
      new Promise((resolve, reject) =>
        stream.end(() =>
          failure ? reject(new UserInputError(`${file} cannot be written: ${failure.message}`)) : resolve(),
        ),
      ),
  };
}

export interface Recording {
  readonly header: RecordingHeader;
  exchangesOf(scenario: string, run: number): readonly RecordedExchange[];
  /** Null when that run was not recorded to its end. */
  secondsOf(scenario: string, run: number): number | null;
}

/** @throws UserInputError when it is no recording. */
export async function readRecording(file: string): Promise<Recording> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UserInputError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => readLine(line, `${file}:${index + 1}`));
  const [header] = lines;
  if (header?.kind !== 'evaluation')
    throw new UserInputError(`${file} does not begin like a recorded evaluation.`);
  const isOf = (scenario: string, run: number) => (line: { scenario: string; run: number }) =>
    line.scenario === scenario && line.run === run;
  const exchanges = lines.filter((line) => line.kind === 'exchange');
  const ends = lines.filter((line) => line.kind === 'end');
  return {
    header,
    exchangesOf: (scenario, run) => exchanges.filter(isOf(scenario, run)),
    secondsOf: (scenario, run) => ends.find(isOf(scenario, run))?.seconds ?? null,
  };
}

function readLine(line: string, place: string): z.infer<typeof Line> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UserInputError(`${place} is not JSON: the recording was cut off, or it is something else.`);
  }
  const read = Line.safeParse(value);
  if (read.success) return read.data;
  throw new UserInputError(`${place} is no line of a recorded evaluation: ${z.prettifyError(read.error)}`);
}
