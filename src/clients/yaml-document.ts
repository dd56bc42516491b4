/** YAML that knows where it stands in its file, so that a problem can be told as `file:line`. */
import { LineCounter, isMap, isNode, isScalar, parseAllDocuments, type Document } from 'yaml';
import type { z } from 'zod';

export interface YamlDocument {
  /** The document as plain values; undefined when it could not be read. */
  readonly value: unknown;
  /** Line of the document's first content in the file, from 1. */
  readonly line: number;
  /** Syntax errors, each with its line. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
  /** Line of the value at `path`, or of its nearest parent where there is none. */
  lineOf(path: readonly PropertyKey[]): number;
  /** Line of the key `key` of the map at `path`. */
  lineOfKey(path: readonly PropertyKey[], key: string): number;
}

/** Reads every document of a file. `firstLine` is the line of the file on which `text` begins. Never throws. */
export function parseYaml(text: string, firstLine = 1): readonly YamlDocument[] {
  const counter = new LineCounter();
  // The format's parser ends `text` by itself where a front matter ends; an empty text gives no document at all.
  const documents: readonly Document.Parsed[] = [...parseAllDocuments(text, { lineCounter: counter })];
  return documents.map((document) => describe(document, counter, firstLine - 1));
}

function describe(document: Document.Parsed, counter: LineCounter, before: number): YamlDocument {
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line) + before;
  const line = lineAt(document.contents?.range[0] ?? document.range[0]);
  const errors = document.errors.map((error) => ({
    line: lineAt(error.pos[0]),
    // The parser adds a picture of the place below the first line.
    message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, ''),
  }));
  let value: unknown;
  try {
    if (errors.length === 0) value = document.toJS();
  } catch (error) {
    // An alias that expands without end, for one.
    errors.push({ line, message: error instanceof Error ? error.message : 'cannot be read' });
  }

  function nodeAt(path: readonly PropertyKey[]): unknown {
    return path.length === 0 ? document.contents : document.getIn(path, true);
  }

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = nodeAt(path.slice(0, length));
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return line;
  }

  return {
    value,
    line,
    errors,
    lineOf,
    lineOfKey(path, key) {
      const map = nodeAt(path);
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      return pair && isNode(pair.key) && pair.key.range ? lineAt(pair.key.range[0]) : lineOf(path);
    },
  };
}

/** One sentence per thing zod found wrong, each beginning with `file:line`. */
export function describeIssues(file: string, document: YamlDocument, error: z.ZodError): readonly string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => {
        const line = document.lineOfKey(issue.path, key);
        return `${file}:${line}: ${formatPath([...issue.path, key])} is not a known key.`;
      });
    }
    const where = issue.path.length > 0 ? `${formatPath(issue.path)}: ` : '';
    return [`${file}:${document.lineOf(issue.path)}: ${where}${issue.message.replace(/\.?$/, '.')}`];
  });
}

/** `actions[0].when.is` */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}
