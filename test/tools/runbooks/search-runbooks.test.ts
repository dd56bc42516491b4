import { describe, expect, test } from '@jest/globals';
import { createRunbookFinder } from '../../../src/analysis/runbook-search/find-runbooks.js';
import type { RunbookLibrary } from '../../../src/incidents/runbook.js';
import { searchRunbooks } from '../../../tools/runbooks/search-runbooks.js';
import { BAD_RELEASE, libraryOf, POOL, toolContext } from '../../helpers/checkout-incident.js';

/** With the real search behind it. */
function contextOf() {
  const stored = [
    BAD_RELEASE,
    POOL,
    {
      ...POOL,
      id: 'disk-full',
      title: 'Disk full',
      match: { alerts: ['DiskFull'], services: [] },
      body: '# Disk full\n\nDelete old segments, then grow the volume.\n',
    },
  ];
  const finder = createRunbookFinder(stored);
  const runbooks: RunbookLibrary = {
    ...libraryOf(stored),
    find: finder.find,
    search: (text, limit) => finder.search({ text }, limit),
  };
  return toolContext({ runbooks });
}

describe('search_runbooks', () => {
  test('returns titles, ids and actions of the best matches', async () => {
    expect(await searchRunbooks.run({ text: 'requests fail after a release' }, contextOf()))
      .toMatchInlineSnapshot(`
      {
        "data": [
          {
            "actions": [
              "Roll back to the previous release",
              "Scale out",
            ],
            "alerts": [
              "HighErrorRate",
            ],
            "id": "bad-release",
            "isSure": true,
            "reason": "its text has the words "requests", "fail", "release"",
            "score": 0.6,
            "title": "Bad release",
          },
        ],
        "hasMore": false,
        "query": "runbooks about "requests fail after a release"",
        "status": "ok",
        "summary": "1 runbook fits, best: Bad release.",
      }
    `);
  });

  test('puts what is written for the alert first', async () => {
    expect(await searchRunbooks.run({ alert: 'DiskFull', text: 'release' }, contextOf())).toMatchObject({
      status: 'ok',
      query: 'runbooks about "release" and "DiskFull"',
      data: [{ id: 'disk-full', isSure: true }, { id: 'bad-release' }],
    });
  });

  test('says when the nearest one may not fit', async () => {
    const text = 'waiting for the printer connection driver';

    expect(await searchRunbooks.run({ text }, contextOf())).toMatchObject({
      status: 'ok',
      summary: expect.stringMatching(
        /^No runbook clearly fits; the nearest is Connection pool exhausted \(/,
      ) as unknown,
      data: [{ id: 'pool-exhausted', isSure: false }],
    });
  });

  test('says how much was searched when nothing matches', async () => {
    expect(await searchRunbooks.run({ text: 'volcano' }, contextOf())).toEqual({
      status: 'no_data',
      searched: 'runbooks about "volcano", in 3 runbooks',
    });
  });

  test('wants words or an alert', async () => {
    expect(await searchRunbooks.run({}, contextOf())).toEqual({
      status: 'refused',
      reason: 'Give words, the name of an alert, or both.',
    });
  });

  test.each([['(((((a+)+)+)+$'], ['"`<!channel>`" \\'], ['* OR 1=1 --']])(
    'takes %s as words',
    async (text) => {
      expect(['ok', 'no_data']).toContain((await searchRunbooks.run({ text }, contextOf())).status);
    },
  );
});
