/** What somebody means who writes to the bot in prose: a command, or a question. Pure. */
import { findCommand } from '../commands/parse.js';
import { toWords } from '../commands/words.js';
import { toPlainText } from '../plain-text.js';
import { readCommand } from './written-as-command.js';

export type Addressed =
  { readonly kind: 'command'; readonly text: string } | { readonly kind: 'question'; readonly text: string };

/** `ask what broke`: what follows is meant, question mark or not. */
const ASK = /^(?:ask|question|q)\s+(\S[\s\S]*)$/i;
/** `show me what broke` is a question although `show` is a command. */
const QUESTION =
  /\?\s*$|^(?:what|why|who|whose|how|when|where|which|is|are|was|were|did|does|do|has|have|can|could|should|would|will)\b|^(?:show|tell|give|help)\s+(?:me|us)\b/i;
/** `thanks!` or a mistyped `resovle`: nothing that a question could be made of. */
const FEWEST_WORDS = 3;

export function readAddressed(raw: string): Addressed {
  const text = toPlainText(raw).trim();
  const [, asked] = ASK.exec(text) ?? [];
  if (asked !== undefined) return { kind: 'question', text: asked };
  if (text !== '?' && QUESTION.test(text)) return { kind: 'question', text };
  // A command keeps the ids that mentions stand for; a question is for reading.
  const command = readCommand(raw);
  if (command !== undefined) return { kind: 'command', text: command };
  if (!findCommand(raw) && toWords(text).list.length < FEWEST_WORDS) return { kind: 'command', text: raw };
  return { kind: 'question', text };
}
