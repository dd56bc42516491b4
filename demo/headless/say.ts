/** Tells a story line by line, each with the time since it began. */
export type Say = (text: string, details?: readonly string[]) => void;

const DETAIL = ' '.repeat(16);
const WIDTH = 120;

/** Prints a line with the time, and below it what belongs to it. */
export function createSay(): Say {
  const startedAt = Date.now();
  return (text, details = []) => {
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
    const lines = [`${seconds} s  ${text}`, ...details.flatMap((detail) => wrap(detail, DETAIL))];
    process.stdout.write(`${lines.join('\n')}\n`);
  };
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const isFull = last === undefined || last.length + 1 + word.length > WIDTH;
    if (isFull) lines.push(`${last === undefined ? indent : `${indent}  `}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
