import { describe, expect, test } from '@jest/globals';
import { readPage } from '../../../src/analysis/runbook-search/page.js';
import { createTextSearch } from '../../../src/analysis/runbook-search/search-text.js';

const page = (id: string, body: string, alerts: readonly string[] = []) => ({
  id,
  title: id,
  body,
  match: { alerts, services: [] },
});

function idsFor(documents: readonly ReturnType<typeof page>[], text: string, expression?: string) {
  const search = createTextSearch(documents);
  return search(expression === undefined ? { text } : { text, expression }, 10).map(
    ({ document }) => document.id,
  );
}

describe('a page', () => {
  test('begins with what it is about; commands and links are no sentences', () => {
    const { lead, prose, code } = readPage(
      '# Name\n\n[![badge](https://ci.example/b.svg)](x)\n\n## Meaning\n\nThe disk of {{ $labels.node }} is full.\n\n```sh\ndf -h\n```\n\nSee `df -i` and https://docs.example/disk-pressure.html or `du`.\n',
    );

    expect(lead).toMatch(/^The disk of is full\./);
    expect(prose).not.toMatch(/df|example|labels/);
    expect(prose).toContain('du');
    expect(code).toContain('df -h');
    expect(code).toContain('/disk-pressure');
  });
});

describe('the search', () => {
  test('finds a page by words of its name, and by its name among words', () => {
    const documents = [page('WidgetPumpStuck', 'Turn it.'), page('WidgetPumpLeaking', 'Close it.')];

    expect(idsFor(documents, 'the pump leaks')[0]).toBe('WidgetPumpLeaking');
    expect(idsFor(documents, 'WidgetPumpStuck')[0]).toBe('WidgetPumpStuck');
  });

  test('prefers what a page begins with to what it mentions', () => {
    const documents = [
      page(
        'a',
        '## Meaning\n\nThe pump is slow because of its filter.\n\n## Other\n\nWhen the valve is stuck, hit it.',
      ),
      page(
        'b',
        '## Meaning\n\nThe valve is stuck, says the filter.\n\n## Other\n\nThe pump is slow sometimes, so hit it.',
      ),
    ];

    expect(idsFor(documents, 'valve stuck')[0]).toBe('b');
    expect(idsFor(documents, 'pump slow')[0]).toBe('a');
  });

  test('tells what is not from what is', () => {
    const documents = [
      page('a', 'The pump is ready but the valve is not open.'),
      page('b', 'The pump is not ready but the valve is open.'),
    ];

    expect(idsFor(documents, 'pump not ready')[0]).toBe('b');
  });

  test('takes the name of another runbook for a reference', () => {
    const documents = [
      page('PumpValveStuck', 'Hit it with a hammer.'),
      page('PumpSlow', 'Like PumpValveStuck, but slower. After PumpValveStuck see PumpValveStuck again.'),
    ];

    expect(idsFor(documents, 'valve stuck')).toEqual(['PumpValveStuck']);
  });

  test('takes names of metrics from an expression, below anything that is said', () => {
    const documents = [page('a', 'Watch `pump_pressure_bars`.'), page('b', 'The valve.')];

    expect(idsFor(documents, 'valve', 'rate(pump_pressure_bars[5m]) > 2')).toEqual(['b']);
    expect(idsFor([...documents, page('c', 'The valve.')], 'valve', 'pump_pressure_bars')).toEqual([
      'b',
      'c',
    ]);
  });

  test('is sure of a page that has what was asked, and not of one that has a part', () => {
    const search = createTextSearch([page('a', 'The pump leaks oil.'), page('b', 'The valve is stuck.')]);

    expect(search({ text: 'pump leaks' }, 1)[0]).toMatchObject({
      isSure: true,
      score: 1,
      words: ['pump', 'leaks'],
    });
    expect(search({ text: 'the oil price rose in distant markets' }, 1)[0]?.isSure ?? false).toBe(false);
  });

  test('orders equal pages by id, and finds nothing among none', () => {
    expect(idsFor([page('b', 'Same.'), page('a', 'Same.')], 'same')).toEqual(['a', 'b']);
    expect(idsFor([], 'anything')).toEqual([]);
  });

  test('takes names of anything for text', () => {
    const documents = [page('constructor', '__proto__ toString + = == `'), page('b', 'x')];

    expect(idsFor(documents, 'constructor __proto__')).toEqual(['constructor']);
  });
});
