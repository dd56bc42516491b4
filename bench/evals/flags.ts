/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { errorMessage, UserInputError } from '../../src/shared/errors.js';
import type { Scenario } from './scenarios/scenario.js';

export const USAGE = `npm run eval -- [--model NAME] [--runs K] [flags]

  --model NAME       the model to ask; "rules" for the rules alone. Its key comes from OPENAI_API_KEY.
                     Without a key and without --base-url the rules are scored.
  --base-url URL     any server that speaks OpenAI's chat completions; OPENAI_BASE_URL unless given
  --runs K           how often each scenario is drawn and played; 1 unless given
  --seed N           the first run's lot; 1 unless given
  --scenario NAME…   only these; "--scenario list" prints them all
  --price IN,OUT     US dollars per million input and output tokens, for models whose price is not known
  --out DIR          where report.md and report.json go
  --record FILE      keeps every exchange with the model, and how long it took
  --replay FILE      plays a recorded run without a model
`;

export interface Flags {
  /** Null: the rules. */
  readonly model: string | null;
  readonly baseUrl: string | null;
  readonly apiKey: string;
  readonly runs: number;
  readonly seed: number;
  readonly scenarios: readonly Scenario[];
  /** US dollars per million tokens. */
  readonly price: { readonly input: number; readonly output: number } | null;
  readonly out: string | null;
  readonly record: string | null;
  readonly replay: string | null;
  readonly wantsList: boolean;
}

const DEFAULT_MODEL = 'gpt-4.1';
/** Servers at home take any key, but clients insist on one. */
const NO_KEY = 'no-key';

/** @throws UserInputError saying what is wrong with it. */
export function readFlags(
  args: readonly string[],
  all: readonly Scenario[],
  environment: Readonly<Record<string, string | undefined>>,
): Flags {
  const { values, names } = parse(args);
  const key = environment['OPENAI_API_KEY'] || null;
  const baseUrl = values['base-url'] ?? (environment['OPENAI_BASE_URL'] || null);
  const asked = values.model ?? (environment['OPENAI_MODEL'] || DEFAULT_MODEL);
  const hasModel = asked !== 'rules' && (key !== null || baseUrl !== null || values.replay !== undefined);
  if (values.record !== undefined && values.replay !== undefined)
    throw new UserInputError('--record and --replay exclude each other: a replay asks no model.');
  return {
    model: hasModel ? asked : null,
    baseUrl,
    apiKey: key ?? NO_KEY,
    runs: whole('--runs', values.runs ?? '1', 1),
    seed: whole('--seed', values.seed ?? '1', 0),
    scenarios: choose(names, all),
    price: values.price === undefined ? null : readPrice(values.price),
    out: values.out ?? null,
    record: values.record ?? null,
    replay: values.replay ?? null,
    wantsList: names.includes('list'),
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: text,
        'base-url': text,
        runs: text,
        seed: text,
        scenario: { type: 'string', multiple: true },
        price: text,
        out: text,
        record: text,
        replay: text,
      },
    });
    if (positionals.length > 0 && values.scenario === undefined)
      throw new UserInputError(`There is no use for "${positionals[0]}"; scenarios come after --scenario.`);
    // `--scenario a b c`: the shell's way of listing leaves the others without their flag.
    return { values, names: [...(values.scenario ?? []), ...positionals] };
  } catch (error) {
    throw error instanceof UserInputError ? error : new UserInputError(errorMessage(error), { cause: error });
  }
}

function choose(names: readonly string[], all: readonly Scenario[]): readonly Scenario[] {
  if (names.length === 0 || names.includes('list')) return all;
  const unknown = names.filter((name) => !all.some((scenario) => scenario.name === name));
  if (unknown.length > 0)
    throw new UserInputError(
      `There is no scenario ${unknown.join(', ')}; "--scenario list" prints them all.`,
    );
  return all.filter(({ name }) => names.includes(name));
}

function whole(flag: string, text: string, from: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= from) return value;
  throw new UserInputError(`${flag} must be a whole number from ${from}.`);
}

function readPrice(text: string): NonNullable<Flags['price']> {
  const [input = NaN, output = NaN, ...rest] = text.split(',').map(Number);
  if (rest.length === 0 && input >= 0 && output >= 0) return { input, output };
  throw new UserInputError('--price must be two amounts of US dollars, such as 0.4,1.6.');
}
