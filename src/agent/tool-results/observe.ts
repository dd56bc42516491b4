/** What a tool saw, as an observation about the incident. */
import { statementOfNothing, type Observation } from '../../incidents/evidence.js';
import { cut, oneLine } from '../../shared/text.js';
import type { Tool, ToolResult } from '../../../tools/tool.js';

const MAX_STATEMENT_CHARS = 500;

/** `data` is what of the result is filed. */
export function observe(
  { name, evidence }: { readonly name: string; readonly evidence: NonNullable<Tool['evidence']> },
  input: unknown,
  result: Exclude<ToolResult, { status: 'refused' }>,
  data: unknown,
): Observation {
  const isOk = result.status === 'ok';
  const statement = oneLine(isOk ? result.summary : statementOfNothing(result.searched));
  return {
    kind: evidence.kind,
    source: evidence.source,
    service: (isOk ? result.service : undefined) ?? serviceIn(input),
    statement: cut(statement, MAX_STATEMENT_CHARS),
    why: `Looked up during the investigation with ${name}.`,
    query: isOk ? result.query : result.searched,
    range: isOk ? (result.range ?? null) : null,
    data,
    isAnomalous: isOk && result.isUnusual === true,
  };
}

function serviceIn(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('service' in input)) return null;
  return typeof input.service === 'string' ? input.service : null;
}
