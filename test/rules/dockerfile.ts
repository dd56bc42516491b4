/** Reads a Dockerfile far enough to check rules: instructions with their stage, line continuations joined. */

export interface Instruction {
  /** Name of the stage; null above the first FROM. */
  readonly stage: string | null;
  readonly name: string;
  readonly text: string;
}

export interface Copy {
  /** Stage that the files come from; null = the build context. */
  readonly from: string | null;
  readonly sources: readonly string[];
  readonly target: string;
}

export function parseDockerfile(text: string): readonly Instruction[] {
  const joined = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n/g, ' ');
  let stage: string | null = null;
  const instructions: Instruction[] = [];
  for (const line of joined.split('\n')) {
    const match = /^\s*([A-Z]+)\s+(.*?)\s*$/.exec(line);
    if (!match) continue;
    const [, name = '', rest = ''] = match;
    if (name === 'FROM') stage = / AS (\S+)$/i.exec(rest)?.[1] ?? rest;
    instructions.push({ stage, name, text: rest.replaceAll(/\s+/g, ' ') });
  }
  return instructions;
}

export function readCopy({ text }: Instruction): Copy {
  const words = text.split(' ');
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}

/** `ENV A=1 B=2` as an object. */
export function readEnv({ text }: Instruction): Record<string, string> {
  return Object.fromEntries(
    text.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
}
