/** The `actions.commands` part of the YAML file: programs that people may have started after an approval. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import {
  AbsolutePath,
  areDifferent,
  Name,
  Pattern,
  Risk,
  timeout,
  Variable,
  wayBackKeys,
  wholeNumber,
} from '../fields.js';

const ARGUMENT = 'must have names of letters and digits, beginning with a lower-case letter';
const VALUE = 'must not be empty, begin with a dash or hold characters that cannot be seen';
const RULE = 'must have either a pattern or values';
const PROGRAM = 'must begin with the absolute path of a program';
const PATH_IS_FIXED = 'must not pass PATH, which is fixed';
/** A run that is still going after two minutes is given up by whoever waits for it. */
const MAX_TIMEOUT_SECONDS = 100;
/** What people read of an output, and what is stored of it. */
const MAX_OUTPUT_BYTES = 16 * 1024;
/** Versions and names are shorter; whole documents have no place on a command line. */
const MAX_LENGTH = 256;

const ArgumentName = z.string().regex(/^[a-z]\w{0,31}$/, ARGUMENT);

const Rule = z
  .strictObject({
    /** Must match the whole value. */
    pattern: Pattern.optional(),
    maxLength: wholeNumber(1, MAX_LENGTH).default(64),
    values: z
      .array(
        z
          .string()
          .max(MAX_LENGTH)
          .regex(/^[^-\p{C}\p{Zl}\p{Zp}][^\p{C}\p{Zl}\p{Zp}]*$/u, VALUE),
      )
      .min(1)
      .optional(),
  })
  .refine(({ pattern, values }) => (pattern === undefined) !== (values === undefined), RULE);

const Template = z
  .array(z.string().max(4_096))
  .max(64)
  .refine(([program]) => program !== undefined && isAbsolute(program), PROGRAM);

const Command = z
  .strictObject({
    name: Name,
    description: z.string(),
    service: z.string(),
    /** Program and arguments; `{version}` in place of a whole element stands for the argument of that name. */
    argv: Template,
    arguments: z.record(ArgumentName, Rule).default({}),
    dryRun: Template.optional(),
    check: Template.optional(),
    undo: z
      .strictObject({ command: Name, arguments: z.record(z.string(), z.string()).default({}) })
      .optional(),
    cwd: AbsolutePath.default('/'),
    passEnv: z.array(Variable.refine((name) => name !== 'PATH', PATH_IS_FIXED)).default([]),
    timeout: timeout(MAX_TIMEOUT_SECONDS, '30s'),
    maxOutput: wholeNumber(1, MAX_OUTPUT_BYTES).default(4_096),
    risk: Risk,
    idempotent: z.boolean().default(false),
    ...wayBackKeys,
  })
  .superRefine((command, context) => {
    for (const part of ['argv', 'dryRun', 'check'] as const) {
      for (const message of findTemplateMistakes(command[part] ?? [], Object.keys(command.arguments)))
        context.addIssue({ code: 'custom', path: [part], message });
    }
    for (const name of Object.keys(command.arguments).filter((one) => !command.argv.includes(`{${one}}`)))
      context.addIssue({ code: 'custom', path: ['arguments', name], message: 'has no place in argv' });
  });
type Command = z.infer<typeof Command>;

export const Commands = z
  .array(Command)
  .superRefine((commands, context) => {
    const byName = new Map(commands.map((command) => [command.name, command]));
    if (!areDifferent(commands.map(({ name }) => name)))
      context.addIssue({ code: 'custom', message: 'has two commands of the same name' });
    commands.forEach((command, index) => {
      const message = findUndoMistake(command, byName);
      if (message) context.addIssue({ code: 'custom', path: [index, 'undo'], message });
    });
  })
  .prefault([]);

/** Messages are read after the template's name. */
function findTemplateMistakes(template: readonly string[], known: readonly string[]): string[] {
  return template.flatMap((element) => {
    const names = [...element.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const isWhole = names.length === 1 && element === `{${names[0]}}`;
    return names.flatMap((name) => {
      if (!known.includes(name))
        return isWhole ? [`has {${name}}, which is none of the command's arguments`] : [];
      return isWhole
        ? []
        : [`has {${name}} within ${JSON.stringify(element)}; an argument must be a whole element`];
    });
  });
}

function findUndoMistake(
  { undo, arguments: own }: Command,
  byName: ReadonlyMap<string, Command>,
): string | undefined {
  if (!undo) return undefined;
  const other = byName.get(undo.command);
  if (!other) return `names ${undo.command}, which is none of the commands`;
  const wanted = Object.keys(other.arguments);
  const missing = wanted.find((name) => !Object.hasOwn(undo.arguments, name));
  if (missing !== undefined) return `gives ${undo.command} no ${missing}`;
  const extra = Object.keys(undo.arguments).find((name) => !wanted.includes(name));
  if (extra !== undefined) return `gives ${undo.command} ${extra}, which it does not take`;
  const unknown = Object.values(undo.arguments)
    .flatMap((value) => /^\{(\w+)\}$/.exec(value)?.[1] ?? [])
    .find((name) => !Object.hasOwn(own, name));
  return unknown === undefined ? undefined : `has {${unknown}}, which is none of the command's arguments`;
}
