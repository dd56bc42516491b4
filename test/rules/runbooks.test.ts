import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { loadRunbookLibrary } from '../../src/clients/runbook-library.js';
import { fillPlaceholders } from '../../src/incidents/runbook.js';
import { actions } from '../../tools/actions/index.js';

const FOLDER = fileURLToPath(new URL('../../runbooks', import.meta.url));
const library = await loadRunbookLibrary({ paths: [FOLDER] });
const runbooks = library.list();
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

describe('the runbooks', () => {
  test('all parse', () => {
    expect(library.problems).toEqual([]);
    expect(runbooks.map(({ id }) => `${id}.md`).sort()).toEqual(files.sort());
    expect(runbooks.length).toBeGreaterThanOrEqual(8);
  });

  test('name only actions that exist, with arguments that these accept', () => {
    for (const runbook of runbooks) {
      for (const { action: name, arguments: given } of runbook.actions) {
        const action = actions.find((candidate) => candidate.name === name);
        expect({ runbook: runbook.id, action: action?.name }).toEqual({ runbook: runbook.id, action: name });
        const filled = Object.fromEntries(
          Object.entries(given).map(([key, value]) => [
            key,
            typeof value === 'string' ? value.replaceAll('$service', 'checkout') : value,
          ]),
        );
        expect({ runbook: runbook.id, isAccepted: action?.input.safeParse(filled).success }).toEqual({
          runbook: runbook.id,
          isAccepted: true,
        });
      }
    }
  });

  test('say how to verify each action', () => {
    for (const runbook of runbooks)
      for (const action of runbook.actions) expect(action.verify).not.toBeNull();
  });

  test('hold queries that are PromQL', () => {
    const queries = runbooks.flatMap((runbook) => [
      ...runbook.diagnosis.map(({ query }) => query),
      ...runbook.actions.flatMap(({ when, verify }) => [when.metric?.query, verify?.query]),
    ]);

    for (const template of queries.filter((query) => query !== undefined)) {
      const query = fillPlaceholders(template, { service: 'checkout', window: '1m' }) ?? '';
      const errors: string[] = [];
      parser.parse(query).iterate({
        enter: (node) => void (node.type.isError && errors.push(`${query} at ${node.from}`)),
      });
      expect(errors).toEqual([]);
    }
  });

  test('help a person: what to check, how to mend it, how to know that it worked', () => {
    for (const runbook of runbooks) {
      expect(runbook.title.length).toBeGreaterThan(5);
      expect(runbook.body.split('\n').filter((line) => line.startsWith('## ')).length).toBeGreaterThan(2);
      expect(runbook.body.length).toBeGreaterThan(500);
    }
  });

  test('link only to runbooks that exist', () => {
    for (const file of files) {
      const text = readFileSync(join(FOLDER, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+\.md)\)/g))
        expect(files).toContain(join(dirname(file), target));
    }
  });
});
