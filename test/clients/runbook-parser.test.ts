import { describe, expect, test } from '@jest/globals';
import { parseRunbook } from '../../src/clients/runbook-parser.js';

const FULL = `---
cause: A release of $service fails.
match:
  alerts: [HighErrorRate, "Http*"]
  services: [checkout]
diagnosis:
  - name: Failing share
    query: sum(rate(errors{service="$service"}[$window]))
    supports: "> 0.05"
    why: Users see errors.
  - name: Releases
    query: app_build_info{service="$service"}
    why: Shows which release runs.
actions:
  - title: Roll back the release
    action: call_endpoint
    arguments: { endpoint: "rollback-$service" }
    when: { changeWithin: 30m, query: "up", is: "> 0" }
    verify: { query: "errors", is: "< 0.01", within: 1h30m, for: 5s }
  - title: Restart
    action: call_endpoint
---

# High error rate

Look at the release first.
`;

function runbookOf(text: string, path = 'runbooks/high-error-rate.md') {
  const parsed = parseRunbook(path, text);
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.runbook;
}

function problemsOf(text: string): readonly string[] {
  const parsed = parseRunbook('r.md', text);
  return 'problems' in parsed ? parsed.problems : [];
}

/** A runbook with this front matter; its first line is line 2 of the file. */
const withFront = (front: string) => `---\n${front}\n---\n# Title\n`;

describe('a runbook', () => {
  test('is read with its whole front matter', () => {
    expect(runbookOf(FULL)).toEqual({
      id: 'high-error-rate',
      title: 'High error rate',
      cause: 'A release of $service fails.',
      path: 'runbooks/high-error-rate.md',
      match: { alerts: ['HighErrorRate', 'Http*'], services: ['checkout'] },
      diagnosis: [
        {
          name: 'Failing share',
          query: 'sum(rate(errors{service="$service"}[$window]))',
          supports: { operator: '>', value: 0.05 },
          why: 'Users see errors.',
        },
        {
          name: 'Releases',
          query: 'app_build_info{service="$service"}',
          supports: null,
          why: 'Shows which release runs.',
        },
      ],
      actions: [
        {
          title: 'Roll back the release',
          action: 'call_endpoint',
          arguments: { endpoint: 'rollback-$service' },
          when: { changeWithinSeconds: 1_800, metric: { query: 'up', is: { operator: '>', value: 0 } } },
          verify: {
            query: 'errors',
            is: { operator: '<', value: 0.01 },
            withinSeconds: 5_400,
            forSeconds: 5,
          },
        },
        {
          title: 'Restart',
          action: 'call_endpoint',
          arguments: {},
          when: { changeWithinSeconds: null, metric: null },
          verify: null,
        },
      ],
      body: '# High error rate\n\nLook at the release first.\n',
    });
  });

  test('has plans of several steps among its actions', () => {
    const [plan] = runbookOf(
      withFront(
        'actions: [{ title: Drain, steps: [{ action: drain, arguments: { node: $service } }, { action: restart }] }]',
      ),
    ).actions;

    expect(plan).toMatchObject({
      action: 'run_plan',
      arguments: {
        steps: [
          { action: 'drain', arguments: { node: '$service' } },
          { action: 'restart', arguments: {} },
        ],
      },
    });
  });

  test.each([
    ['steps: [{ action: drain }]', 'a plan has at least two steps'],
    ['steps: [{ action: drain }, { arguments: {} }]', 'write the name of an action'],
    ['action: drain, steps: [{ action: drain }, { action: restart }]', 'write either an "action" or "steps"'],
    ['verify: { query: up, is: "> 0" }', 'write either an "action" or "steps"'],
    ['arguments: { a: 1 }, steps: [{ action: drain }, { action: restart }]', 'of each of them'],
  ])('with an action of %s is refused with what to write', (action, problem) => {
    expect(problemsOf(withFront(`actions: [{ title: Drain, ${action} }]`)).join()).toContain(problem);
  });

  test('reads the same with Windows line ends and a byte order mark', () => {
    expect(runbookOf(`\uFEFF${FULL.replaceAll('\n', '\r\n')}`)).toEqual(runbookOf(FULL));
  });

  test.each([
    ['its front matter', '---\ntitle: Chosen\nmatch: {}\n---\n# Heading\n', 'Chosen'],
    ['its first heading', 'Some words.\n\n```sh\n# a comment\n```\n\n## The *heading* ##\n', 'The *heading*'],
    ['its file name', 'Only words.\n', 'disk-full'],
  ])('takes its title from %s', (_where, text, title) => {
    expect(runbookOf(text, 'disk-full.md').title).toBe(title);
  });

  test('without front matter matches nothing by itself', () => {
    const runbook = runbookOf('# Disk full\n\nDelete something.\n');

    expect(runbook).toMatchObject({ match: { alerts: [], services: [] }, diagnosis: [], actions: [] });
    expect(runbook.body).toContain('Delete something.');
  });

  test('with the front matter of a page generator is plain Markdown with a title', () => {
    const runbook = runbookOf('---\ntitle: Kube Pod Crash Looping\nweight: 20\ntags: [kube]\n---\n# Other\n');

    expect(runbook).toMatchObject({
      title: 'Kube Pod Crash Looping',
      match: { alerts: [] },
      body: '# Other\n',
    });
  });

  test.each(['---\n\n# Title\n', '---\nJust some words.\n---\n\n# Title\n', '---\n- a\n- b\n---\n# Title\n'])(
    'may begin with a ruler: %j',
    (text) => {
      expect(runbookOf(text)).toMatchObject({ title: 'Title', body: text });
    },
  );
});

describe('problems name file and line', () => {
  test.each<[string, string, readonly string[]]>([
    ['an unknown key', 'match:\n  alert: [A]', ['r.md:3: match.alert is not a known key.']],
    ['a misspelt section', 'matches:\n  alerts: [A]', ['r.md:2: matches is not a known key.']],
    [
      'two unknown keys',
      'match: {}\nactions:\n  - title: T\n    action: a\n    foo: 1\n    bar: 2',
      ['r.md:6: actions[0].foo is not a known key.', 'r.md:7: actions[0].bar is not a known key.'],
    ],
    [
      'a bad comparison',
      'diagnosis:\n  - name: N\n    query: up\n    why: W\n    supports: "> five"',
      [
        'r.md:6: diagnosis[0].supports: "> five" is not a comparison; write an operator and a number, such as "> 0.05".',
      ],
    ],
    [
      'a comparison without quotes, which YAML takes for a folded text',
      'diagnosis:\n  - name: N\n    query: up\n    why: W\n    supports: > 0.05',
      [
        expect.stringMatching(
          /^r\.md:6: the front matter is not valid YAML: .* Put the comparison in quotes\.$/,
        ) as unknown as string,
      ],
    ],
    [
      'a bad duration',
      'actions:\n  - title: T\n    action: a\n    when:\n      changeWithin: soon',
      ['r.md:6: actions[0].when.changeWithin: "soon" is not a duration; write it as 30s, 5m or 2h.'],
    ],
    [
      'a duration without its unit',
      'actions:\n  - title: T\n    action: a\n    when: { changeWithin: 30 }',
      ['r.md:5: actions[0].when.changeWithin: "30" is not a duration; write it as 30s, 5m or 2h.'],
    ],
    [
      'a query with nothing to compare it with',
      'actions:\n  - title: T\n    action: a\n    when:\n      query: up',
      ['r.md:6: actions[0].when: "query" needs an "is" to compare with.'],
    ],
    [
      'a check that could never hold long enough',
      'actions:\n  - title: T\n    action: a\n    verify:\n      query: up\n      is: "> 0"\n      within: 5s\n      for: 1m',
      [
        'r.md:9: actions[0].verify.for: "for" must not be longer than "within", or it could never hold long enough.',
      ],
    ],
    [
      'a missing field',
      'diagnosis:\n  - name: N\n    why: W',
      ['r.md:3: diagnosis[0].query: write a PromQL query.'],
    ],
    [
      'an empty alert name',
      'match:\n  alerts:\n    - A\n    - ""',
      ['r.md:5: match.alerts[1]: write an alert name.'],
    ],
  ])('%s', (_what, front, problems) => {
    expect(problemsOf(withFront(front))).toEqual(problems);
  });

  test('front matter without its end', () => {
    expect(problemsOf('---\nmatch: {}\n# Title\n')).toEqual([
      'r.md:1: the front matter is not closed; end it with a line "---".',
    ]);
  });

  test('every problem of a file is told at once', () => {
    expect(problemsOf(withFront('match:\n  alerts: A\nactions:\n  - title: T'))).toHaveLength(2);
  });
});
