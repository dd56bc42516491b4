/**
 * Whether a tool of a server may be given to the agent. Both must want it: the operator, who lists it by name, and the
 * server, which has to call it read-only. What was seen once is pinned: another definition is another tool.
 */
import type { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import { agentToolName, type McpDefinition } from './definition.js';
import { readInputSchema } from './input-schema.js';
import type { ReadingTool } from './settings.js';

export type Judgement =
  | { readonly isOffered: true; readonly agentName: string; readonly input: z.ZodType }
  | {
      readonly isOffered: false;
      /** Read after "is not offered: ". */
      readonly reason: string;
      /** Whether a person should look, because the operator wants the tool. */
      readonly isProblem: boolean;
    };

export interface Grounds {
  readonly server: string;
  /** The operator's list. */
  readonly allowed: readonly ReadingTool[];
  /** Names of the agent's tools that are taken. */
  readonly taken: ReadonlySet<string>;
  /** The hash it had when it was first seen; undefined when it was not. */
  readonly pinned: string | undefined;
}

export function judgeTool(definition: McpDefinition, grounds: Grounds): Judgement {
  const { name, saysReadOnly, sha256 } = definition;
  const wanted = grounds.allowed.find((tool) => tool.name === name);
  if (!wanted)
    return { isOffered: false, isProblem: false, reason: 'the configuration does not list it under tools' };
  if (!saysReadOnly) return problem('the server does not call it read-only');
  if (wanted.sha256 !== undefined && wanted.sha256 !== sha256) {
    return problem(
      `its definition is not the one in the configuration; look at it, then set sha256: ${sha256}`,
    );
  }
  if (grounds.pinned !== undefined && grounds.pinned !== sha256) {
    return problem('its definition changed while Firewatch was running; look at it, then restart Firewatch');
  }
  const agentName = agentToolName(grounds.server, name);
  if (agentName === undefined) return problem('its name is too long');
  if (grounds.taken.has(agentName)) return problem(`another tool is named ${agentName}`);
  try {
    return { isOffered: true, agentName, input: readInputSchema(definition.inputSchema) };
  } catch (error) {
    if (error instanceof UserInputError) return problem(error.message);
    throw error;
  }
}

function problem(reason: string): Judgement {
  return { isOffered: false, isProblem: true, reason };
}
