import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

function sources(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((entry) => {
    const path = join(folder, entry);
    return statSync(join(root, path)).isDirectory() ? sources(path) : [path];
  });
}

/** Ways out of the process that need no import, and modules that lead out of it. */
const WAYS_OUT =
  /\bfetch\(|\bWebSocket\b|\bXMLHttpRequest\b|\bEventSource\b|\beval\(|\bnew Function\b|\bimport\(|process\.|['"](?:node:)?(?:https?|http2|net|tls|dgram|dns|child_process|worker_threads|vm|fs|inspector)(?:\/promises)?['"]|['"]undici['"]/;

describe('the tools of the agent', () => {
  test('reach nothing but what they are handed: no connection, no file, no program, no environment', () => {
    const files = sources('tools').filter((path) => path.endsWith('.ts'));

    const reaching = files.filter((path) => WAYS_OUT.test(readFileSync(join(root, path), 'utf8')));

    expect(files.length).toBeGreaterThan(30);
    expect(reaching.map((path) => relative('tools', path))).toEqual([]);
  });

  test('are not given an action: what may be executed is known to nothing that the model calls', () => {
    const importing = [...sources('tools'), ...sources('src/agent')]
      .filter((path) => path.endsWith('.ts') && !path.startsWith(join('tools', 'actions')))
      .filter((path) =>
        /from '[^']*(?:tools\/actions|\.\/actions|\.\.\/actions|remediation\/(?:execut|decide))[^']*'/.test(
          readFileSync(join(root, path), 'utf8'),
        ),
      );

    expect(importing).toEqual([]);
  });
});
