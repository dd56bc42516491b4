/** Labelled texts from a file of JSON lines: `{"text":"…","secrets":["…"]}`; `kind` is optional. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { errorMessage, UserInputError } from '../../src/shared/errors.js';

export interface Sample {
  readonly kind: string;
  readonly text: string;
  /** Substrings of the text; none of them may be left. Empty: nothing may be replaced. */
  readonly secrets: readonly string[];
}

const sampleSchema = z.object({
  text: z.string(),
  secrets: z.array(z.string().min(1)),
  kind: z.string().optional(),
});

/** @throws UserInputError naming the line that is wrong. */
export async function readCorpus(file: string): Promise<Sample[]> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserInputError(`--corpus: ${errorMessage(error)}`, { cause: error });
  }
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      const { text, secrets, kind } = sampleSchema.parse(JSON.parse(line));
      return [{ text, secrets, kind: kind ?? (secrets.length === 0 ? 'nothing' : 'secret') }];
    } catch (error) {
      throw new UserInputError(`${file}, line ${index + 1}: a line is {"text":"…","secrets":["…"]}.`, {
        cause: error,
      });
    }
  });
}
