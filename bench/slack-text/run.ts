/** Every payload through every builder, judged. */
import type { BuilderRow } from './builder-row.js';
import { ALLOWED } from './builders.js';
import { checkBuilt } from './check-message.js';
import type { Payload } from './payloads.js';
import { createPoison } from './poison.js';

interface RunResult {
  readonly payloads: number;
  /** Payloads × builders. */
  readonly renders: number;
  readonly liveEntities: number;
  /** Invisible, reordering or colouring characters, and half entities. */
  readonly hiddenCharacters: number;
  readonly schemaErrors: number;
  readonly byBuilder: readonly BuilderResult[];
  /** The first few, to mend. */
  readonly examples: readonly string[];
}

interface BuilderResult {
  readonly builder: string;
  readonly renders: number;
  readonly live: number;
  readonly hidden: number;
  readonly schema: number;
}

const MAX_EXAMPLES = 20;

export function runHostileText(builders: readonly BuilderRow[], payloads: readonly Payload[]): RunResult {
  const examples: string[] = [];
  const byBuilder = builders.map((row) => {
    const counts = { live: 0, hidden: 0, schema: 0 };
    let shown = 0;
    for (const payload of payloads) {
      const { live, hidden, schema } = judge(row, payload);
      counts.live += live.length;
      counts.hidden += hidden.length;
      counts.schema += schema.length;
      const first = live[0] ?? hidden[0] ?? schema[0];
      if (first !== undefined && shown < 3 && examples.length < MAX_EXAMPLES) {
        shown += 1;
        examples.push(`${row.name}, ${payload.name}: ${JSON.stringify(first).slice(0, 200)}`);
      }
    }
    return { builder: row.name, renders: payloads.length, ...counts };
  });
  const sum = (field: 'renders' | 'live' | 'hidden' | 'schema') =>
    byBuilder.reduce((total, row) => total + row[field], 0);
  return {
    payloads: payloads.length,
    renders: sum('renders'),
    liveEntities: sum('live'),
    hiddenCharacters: sum('hidden'),
    schemaErrors: sum('schema'),
    byBuilder,
    examples,
  };
}

/** A builder that throws has made nothing that Slack could take. */
function judge(row: BuilderRow, payload: Payload): ReturnType<typeof checkBuilt> {
  try {
    return checkBuilt(row.build(createPoison(payload)), ALLOWED);
  } catch (error) {
    return {
      live: [],
      hidden: [],
      schema: [`it threw ${error instanceof Error ? error.message : String(error)}`],
    };
  }
}
