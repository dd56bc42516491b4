/** One shortcut, on a message or from anywhere. It opens its form at once; what the form shows is read afterwards. */
import type { ShortcutInput } from '../../workflows/slack-input.js';
import type { PersonUseCases } from '../../workflows/use-cases.js';
import type { Filling } from '../modals/fill-form.js';

export interface ShortcutContext {
  readonly useCases: PersonUseCases;
}

export interface Shortcut {
  readonly callbackId: string;
  /** Name of the form. */
  readonly modal: string;
  /** What the form shows, or the sentence that takes its place when nothing has to be asked. */
  run(input: ShortcutInput, context: ShortcutContext): Promise<ShortcutResult>;
  /** How the same is done in words; said when the form could not be shown. */
  readonly instead: string;
}

export type ShortcutResult = Filling;
