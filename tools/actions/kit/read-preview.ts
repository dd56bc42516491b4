/**
 * What a target says about what would be done to it. It may say so in JSON: `summary` (what would happen, for people) and
 * `target.version` (what it would happen to); any other text is shown as it is. Numbers that move by the second belong into
 * neither.
 */
import { z } from 'zod';

/** What a person reads before approving; more is noise. */
const MAX_CHARS = 1_000;

const Preview = z.object({
  summary: z.string().min(1).optional(),
  target: z.object({ version: z.union([z.string(), z.number()]).transform(String).optional() }).optional(),
});

/** `version` is empty when none is said. */
export function readPreview(text: string): { summary: string; version: string } {
  const preview = Preview.safeParse(parseJson(text));
  const said = preview.success ? preview.data : {};
  return { summary: (said.summary ?? text).slice(0, MAX_CHARS), version: said.target?.version ?? '' };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
