/** What the configuration says about a server of the Model Context Protocol, as its client wants it. */
import type { NamedCall } from '../../../tools/actions/ports/mcp.js';

/** A tool that the agent may look with, if the server itself calls it read-only. */
export interface ReadingTool {
  /** As the server calls it. */
  readonly name: string;
  /** Of its definition, hex; any other definition is refused. */
  readonly sha256?: string | undefined;
}

/** A call that people may approve. What is sent comes from here, and a choice from the runbook. */
export interface RunnableCall extends Omit<NamedCall, 'server'> {
  /** Of the tool's definition, hex; with any other nothing is planned or run. */
  readonly sha256?: string | undefined;
}

/** By HTTP, or as a process of our own. */
export type McpAddress =
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | {
      readonly command: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

export interface McpServerSettings {
  /** Letters and digits; begins the names of its tools. */
  readonly name: string;
  readonly address: McpAddress;
  /** Credentials that it gets from us; they are cut out of whatever it says. */
  readonly secrets: readonly string[];
  /** For each thing that is asked of it. */
  readonly timeoutMs: number;
  readonly tools: readonly ReadingTool[];
  readonly actions: readonly RunnableCall[];
}
