/** What a tool answered, as whoever asked it is told. */
import type { ToolResult } from '../../tools/tool.js';
import type { Evidence } from '../incidents/evidence.js';

export interface ToolAnswer {
  readonly status: ToolResult['status'] | 'error';
  /** What the model reads. */
  readonly text: string;
  /** Set when the result was filed. */
  readonly evidence: Evidence | null;
}
