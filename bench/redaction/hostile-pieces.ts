/** Texts that make careless patterns look at the same characters again and again, and how fast the redactor is on them. */
import { newRedactor } from './measure.js';

const PIECES: readonly string[] = [
  'key=', 'password:', 'cookie:', 'token token ', 'a@', '@a.', '://', '://a:b/', 'https://a:b', '+1 ', '4111 ', 'eyJaaaaaaaa.',
  'SG.', 'sk-', '-----BEGIN PRIVATE KEY-----', '-----BEGIN', 'DE89 ', 'a-', 'a_', '\\"', '"', '<', ',)', 'x', 'A1', '(((',
  'authorization: ', '--token ', ' is is', 'a.', 'key="', 'key=":',
]; // prettier-ignore

/** On one line. A rule that is quadratic takes seconds for so many. */
const CHARACTERS = 100_000;

export interface SlowestPiece {
  readonly piece: string;
  /** Megabytes (10⁶ bytes) per second. */
  readonly mbPerSecond: number;
}

/** The piece that takes longest when it is repeated. */
export function findSlowestPiece(): SlowestPiece {
  const speeds = PIECES.map((piece) => ({ piece, mbPerSecond: speedOn(piece) }));
  return speeds.reduce((slowest, each) => (each.mbPerSecond < slowest.mbPerSecond ? each : slowest));
}

/** The better of two runs: the engine's pauses are not what is asked. */
function speedOn(piece: string): number {
  const text = piece.repeat(Math.ceil(CHARACTERS / piece.length));
  const run = () => {
    const start = performance.now();
    newRedactor().redact(text);
    return text.length / 1e6 / ((performance.now() - start) / 1000);
  };
  return Math.max(run(), run());
}
