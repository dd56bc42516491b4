import { describe, expect, test } from '@jest/globals';
import {
  decidePagingSync,
  type Agreed,
  type OurSide,
} from '../../../src/incidents/paging/decide-paging-sync.js';
import type { PagedIncident } from '../../../src/incidents/paging/paged-incident.js';
import { isOurNote, tagNote } from '../../../src/incidents/paging/origin-tag.js';

const OURS: OurSide = { status: 'open', severity: 'sev2', title: 'INC-1 x', firing: 1, isOpener: true };
const ANN = { id: 'U1', name: 'Ann', isPerson: true };
const TIMER = { id: 'S1', name: 'checkout', isPerson: false };
const THEIRS: PagedIncident = {
  id: 'P1',
  key: 'firewatch:1',
  status: 'triggered',
  title: 'INC-1 x',
  severity: 'sev2',
  assignees: ['Ann'],
  movedBy: ANN,
  responders: {},
  notes: [],
};
const AGREED: Agreed = { ours: OURS, theirs: THEIRS, notes: [] };

const decide = (
  ours: Partial<OurSide>,
  theirs: Partial<PagedIncident>,
  agreed: {
    ours?: Partial<Agreed['ours']>;
    theirs?: Partial<Agreed['theirs']>;
    notes?: string[];
  } | null = {},
) =>
  decidePagingSync(
    { ...OURS, ...ours },
    { ...THEIRS, ...theirs },
    agreed && {
      ours: { ...AGREED.ours, ...agreed.ours },
      theirs: { ...AGREED.theirs, ...agreed.theirs },
      notes: agreed.notes ?? [],
    },
  );
const NOTHING = { toThem: {}, toUs: { notes: [], told: [] } };

type Status = readonly [ours: OurSide['status'], theirs: PagedIncident['status']];
type Outcome = 'nothing' | 'push acknowledged' | 'push resolved' | 'acknowledge' | 'resolve' | 'warn';

describe('the status', () => {
  test.each<[now: Status, before: Status | null, Outcome]>([
    // Compared for the first time: whoever is further wins.
    [['open', 'triggered'], null, 'nothing'],
    [['acknowledged', 'triggered'], null, 'push acknowledged'],
    [['mitigated', 'triggered'], null, 'push acknowledged'],
    [['resolved', 'triggered'], null, 'push resolved'],
    [['open', 'acknowledged'], null, 'acknowledge'],
    [['open', 'resolved'], null, 'resolve'],
    [['mitigated', 'acknowledged'], null, 'nothing'],
    // One side moved forward.
    [['acknowledged', 'triggered'], ['open', 'triggered'], 'push acknowledged'],
    [['resolved', 'acknowledged'], ['acknowledged', 'acknowledged'], 'push resolved'],
    [['open', 'acknowledged'], ['open', 'triggered'], 'acknowledge'],
    [['mitigated', 'resolved'], ['mitigated', 'acknowledged'], 'resolve'],
    // Both did, the same or not.
    [['acknowledged', 'acknowledged'], ['open', 'triggered'], 'nothing'],
    [['resolved', 'acknowledged'], ['open', 'triggered'], 'push resolved'],
    [['acknowledged', 'resolved'], ['open', 'triggered'], 'resolve'],
    // What we did ourselves, seen again.
    [['acknowledged', 'acknowledged'], ['acknowledged', 'acknowledged'], 'nothing'],
    [['resolved', 'resolved'], ['resolved', 'resolved'], 'nothing'],
    // It went back there, by an escalation or a timer: pushing would silence whoever is asked now.
    [['acknowledged', 'triggered'], ['acknowledged', 'acknowledged'], 'warn'],
    [['acknowledged', 'triggered'], ['acknowledged', 'triggered'], 'nothing'],
    [['resolved', 'triggered'], ['resolved', 'resolved'], 'warn'],
    [['resolved', 'triggered'], ['resolved', 'triggered'], 'nothing'],
    // It is over here all the same.
    [['resolved', 'triggered'], ['acknowledged', 'acknowledged'], 'push resolved'],
    // It went back here; what is acknowledged there stays so.
    [['open', 'acknowledged'], ['mitigated', 'acknowledged'], 'nothing'],
    [['acknowledged', 'acknowledged'], ['open', 'acknowledged'], 'nothing'],
  ])('%j, before %j: %s', (now, before, outcome) => {
    const { toThem, toUs } = decide(
      { status: now[0] },
      { status: now[1] },
      before && { ours: { status: before[0] }, theirs: { status: before[1] } },
    );

    const did = toThem.status ? `push ${toThem.status}` : (toUs.event ?? (toUs.warning ? 'warn' : 'nothing'));
    expect(did).toBe(outcome);
    expect([toThem.status, toUs.event, toUs.warning].filter(Boolean).length).toBeLessThan(2);
  });

  test('what closed there by itself stays open here while alerts fire', () => {
    const closed = { status: 'resolved', movedBy: TIMER } as const;
    expect(decide({ firing: 2 }, closed).toUs).toMatchObject({
      warning: expect.stringContaining('2 alerts still fire'),
    });
    expect(decide({ firing: 2 }, closed).toUs.event).toBeUndefined();
    expect(decide({ firing: 0 }, closed).toUs.event).toBe('resolve');
    expect(decide({ firing: 2 }, { ...closed, movedBy: ANN }).toUs.event).toBe('resolve');
  });
});

describe('the priority', () => {
  test.each<
    [
      ours: OurSide['severity'],
      theirs: PagedIncident['severity'],
      before: [OurSide['severity'], PagedIncident['severity']] | null,
      string,
    ]
  >([
    ['sev2', 'sev2', ['sev2', 'sev2'], 'nothing'],
    ['sev1', 'sev2', ['sev2', 'sev2'], 'push sev1'],
    ['sev2', 'sev1', ['sev2', 'sev2'], 'pull sev1'],
    ['sev1', 'sev3', ['sev2', 'sev2'], 'push sev1'],
    ['sev2', null, ['sev2', 'sev2'], 'nothing'],
    // An account whose scale lacks it keeps what it had.
    ['sev2', 'sev1', ['sev2', 'sev1'], 'nothing'],
    ['sev2', 'sev3', null, 'push sev2'],
    ['sev2', null, null, 'push sev2'],
  ])('%s here, %s there, before %j: %s', (severity, there, before, outcome) => {
    const { toThem, toUs } = decide(
      { severity },
      { severity: there },
      before && { ours: { severity: before[0] }, theirs: { severity: before[1] } },
    );

    const push = toThem.severity && `push ${toThem.severity}`;
    expect(push ?? (toUs.severity ? `pull ${toUs.severity}` : 'nothing')).toBe(outcome);
  });
});

describe('the title', () => {
  test('is ours: a change there is taken back once, what PagerDuty makes of it stays', () => {
    expect(decide({}, { title: 'Renamed' }).toThem).toEqual({ title: 'INC-1 x' });
    expect(decide({}, { title: 'INC-1  x' }, { theirs: { title: 'INC-1  x' } })).toEqual(NOTHING);
    expect(decide({ title: 'INC-1 y' }, {}).toThem).toEqual({ title: 'INC-1 y' });
  });

  test('and the priority stay as they are where PagerDuty opened it, or it is over', () => {
    expect(decide({ isOpener: false }, { title: 'Theirs', severity: 'sev4' }, null)).toEqual(NOTHING);
    const over = { status: 'resolved', title: 'Renamed', severity: 'sev4' } as const;
    expect(decide({ status: 'resolved', severity: 'sev1' }, over).toThem).toEqual({});
  });
});

describe('notes and people', () => {
  const note = (id: string, text: string) => ({ id, text, by: ANN });

  test('notes come over once, and never our own', () => {
    const notes = [note('N1', 'Old'), note('N2', tagNote({ number: 1 }, '#3', 'Ours')), note('N3', 'New')];

    expect(decide({}, { notes }, { notes: ['N1'] }).toUs.notes).toEqual([notes[2]]);
  });

  test.each([
    ['[Firewatch INC-12 #345] text', true],
    [' [Firewatch INC-12 away] text', true],
    ['[Firewatch] text', false],
    ['As [Firewatch INC-12 #345] says', false],
  ])('%s is ours: %s', (text, isOurs) => expect(isOurNote(text)).toBe(isOurs));

  test('who is asked and who helps is told when it changes', () => {
    const before = { theirs: { assignees: ['Ann', 'Ben'], responders: { Cleo: 'none' } as const } };

    expect(decide({}, { assignees: ['Ben', 'Ann'], responders: { Cleo: 'none' } }, before)).toEqual(NOTHING);
    expect(
      decide({}, { assignees: ['Dan'], responders: { Cleo: 'yes', Eve: 'none', Fay: 'no' } }, before).toUs
        .told,
    ).toEqual([
      'PagerDuty asks Dan now.',
      'Cleo joined in PagerDuty.',
      'Eve was asked in PagerDuty to help.',
      'Fay cannot help, as they said in PagerDuty.',
    ]);
    expect(decide({}, { assignees: ['Dan'] }, null).toUs.told).toEqual([]);
  });
});
