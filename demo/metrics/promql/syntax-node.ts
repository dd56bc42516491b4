/** Small readings of the grammar's tree, so that the parser talks about PromQL and not about cursors. */
import type { SyntaxNode } from '@lezer/common';
import { PromqlError, syntaxError } from './promql-error.js';

/** The query's text together with the means to complain about a place in it. */
export interface QueryText {
  readonly text: string;
  textOf(node: SyntaxNode): string;
  fail(node: SyntaxNode, message: string): never;
  /** For valid PromQL that the embedded store leaves out. */
  refuse(node: SyntaxNode, construct: string): never;
}

export function createQueryText(text: string): QueryText {
  const fail = (node: SyntaxNode, message: string): never => {
    throw syntaxError(text, node.from, message);
  };
  return {
    text,
    textOf: (node) => text.slice(node.from, node.to),
    fail,
    refuse: (node, construct) => fail(node, `${construct} is not supported by the embedded metrics store`),
  };
}

/** Children in order, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== 'LineComment') children.push(child);
  }
  return children;
}

/** The error for the first place that the grammar could not read; undefined when it read everything. */
export function findSyntaxError(root: SyntaxNode, text: string): PromqlError | undefined {
  if (text.trim() === '')
    return new PromqlError('bad_data', 'unknown position: parse error: no expression found in input');
  let found: SyntaxNode | undefined;
  root.cursor().iterate((node) => {
    if (node.type.isError && found === undefined) found = node.node;
    return found === undefined;
  });
  if (found === undefined) return undefined;
  const name = functionNameBefore(text, found.from);
  if (name !== undefined) {
    return syntaxError(text, name.from, `unknown function with name ${JSON.stringify(name.text)}`);
  }
  const rest = text.slice(found.from).trimStart();
  const at = text.length - rest.length;
  const token = /^(?:[A-Za-z0-9_:.]+|\S)/.exec(rest)?.[0];
  return syntaxError(
    text,
    token === undefined ? text.length : at,
    `unexpected ${token === undefined ? 'end of input' : JSON.stringify(token)}`,
  );
}

function functionNameBefore(text: string, offset: number): { text: string; from: number } | undefined {
  const call = /([A-Za-z_][A-Za-z0-9_]*)\s*\($/.exec(
    text.slice(0, offset).trimEnd() + (text.slice(offset).trimStart()[0] === '(' ? '(' : ''),
  );
  return call?.[1] === undefined || text.slice(offset).trimStart()[0] !== '('
    ? undefined
    : { text: call[1], from: call.index };
}
