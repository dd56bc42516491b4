import { describe, expect, test } from '@jest/globals';
import { readAnchor, type Anchor } from '../../../src/remediation/audit/anchor.js';
import { auditHash, GENESIS } from '../../../src/remediation/audit/audit-hash.js';
import { readEntry, type ChainRow } from '../../../src/remediation/audit/chain-row.js';
import { describeVerdict } from '../../../src/remediation/audit/describe-verdict.js';
import { verifyChain } from '../../../src/remediation/audit/verify-chain.js';

const START = Date.UTC(2026, 0, 1) / 1000;
const row = (seq: number): ChainRow => ({
  seq,
  epoch: `${START + seq}.120000`,
  actor: '{"id": "U1", "kind": "person"}',
  event: 'proposal.approved',
  subject: `proposal-${seq}`,
  details: '{"share": 0.1, "big": 1000000000000000000000, "text": "1e999 \\"7\\""}',
  previousHash: '',
  hash: '',
});

/** Gives the rows from `first` on the hashes that follow from what stands before them. */
function chained(rows: readonly ChainRow[], first = 1): readonly ChainRow[] {
  const done: ChainRow[] = [];
  for (const one of rows) {
    const previousHash = done.at(-1)?.hash ?? GENESIS;
    const entry = readEntry(one);
    done.push(
      one.seq < first || !entry ? one : { ...one, previousHash, hash: auditHash(entry, previousHash) },
    );
  }
  return done;
}

const CHAIN = chained(Array.from({ length: 12 }, (_, index) => row(index + 1)));
const anchorAt = (seq: number): Anchor => ({ seq, hash: CHAIN[seq - 1]!.hash });
const edited = (seq: number, change: Partial<ChainRow>) =>
  CHAIN.map((one) => (one.seq === seq ? { ...one, ...change } : one));

async function* inPages(rows: readonly ChainRow[]) {
  for (let from = 0; from < rows.length; from += 5) yield rows.slice(from, from + 5);
}
const faultOf = async (rows: readonly ChainRow[], anchors: readonly Anchor[] = []) => {
  const { fault } = await verifyChain(inPages(rows), anchors);
  return fault && { kind: fault.kind, seq: fault.seq, since: fault.since };
};

describe('the check of the audit log', () => {
  test('finds nothing wrong with what was written', async () => {
    const verdict = await verifyChain(inPages(CHAIN), [anchorAt(3), anchorAt(10)]);

    expect(verdict).toMatchObject({ fault: null, count: 12, anchoredTo: 10, head: { seq: 12 } });
    expect(describeVerdict(verdict, 2)).toContain('up to #10; 2 newer entries have none yet');
    expect(describeVerdict(verdict, 2)).toContain(`Head: 12:${CHAIN[11]!.hash}`);
    expect(await faultOf([])).toBeNull();
  });

  test.each<[string, Partial<ChainRow>]>([
    ['who did it', { actor: '{"id": "U2", "kind": "person"}' }],
    ['what it was', { event: 'proposal.rejected' }],
    ['what it was about', { subject: 'proposal-1' }],
    ['a detail', { details: '{}' }],
    [
      'a digit that no number of ours has',
      { details: row(1).details.replace('0.1', '0.10000000000000000000001') },
    ],
    ['a detail into no JSON', { details: '' }],
    ['its time', { epoch: `${START + 7}.121000` }],
    ['its time by a millionth of a second', { epoch: `${START + 7}.120001` }],
    ['its time to none', { epoch: 'Infinity' }],
    ['its time to before 1970', { epoch: `-${START}` }],
    ['its hash', { hash: 'f'.repeat(64) }],
    ['the hash before', { previousHash: 'f'.repeat(64) }],
  ])('names the entry where somebody changed %s', async (_, change) => {
    expect(await faultOf(edited(7, change))).toEqual({ kind: 'changed', seq: 7, since: 7 });
  });

  test('takes other spellings of the same number for the same', async () => {
    const spelled = edited(7, { details: row(7).details.replace('0.1,', '0.100,') });
    expect(await faultOf(spelled)).toBeNull();
  });

  test('names what is missing, at the beginning, between and at the end', async () => {
    expect(await faultOf(CHAIN.slice(2))).toMatchObject({ kind: 'missing', seq: 1 });
    expect(await faultOf(CHAIN.filter(({ seq }) => seq !== 6))).toMatchObject({ kind: 'missing', seq: 6 });
    expect(await faultOf(CHAIN.slice(0, 8))).toBeNull();
    expect(await faultOf(CHAIN.slice(0, 8), [anchorAt(10)])).toEqual({ kind: 'cut', seq: 9, since: 1 });
    expect(await faultOf(CHAIN.slice(0, 8), [anchorAt(6), anchorAt(10)])).toMatchObject({ seq: 9, since: 7 });
    expect(await faultOf(CHAIN.slice(0, 8), CHAIN)).toMatchObject({ seq: 9, since: 9 });
    expect(await faultOf([], [anchorAt(10)])).toEqual({ kind: 'cut', seq: 1, since: 1 });
  });

  test('names an entry that stands there twice, or before the first', async () => {
    expect(await faultOf([...CHAIN.slice(0, 5), CHAIN[4]!, ...CHAIN.slice(5)])).toMatchObject({
      kind: 'repeated',
      seq: 5,
    });
    expect(await faultOf([row(0), ...CHAIN])).toMatchObject({ kind: 'repeated', seq: 0 });
  });

  test('names where an entry does not follow, though its own hash is right', async () => {
    const own = readEntry({ ...row(7), event: 'x' })!;
    const { previousHash } = CHAIN[6]!;
    const rows = edited(7, { event: 'x', hash: auditHash(own, previousHash) });

    expect(await faultOf(rows)).toEqual({ kind: 'unlinked', seq: 8, since: 1 });
    expect(await faultOf(rows, [anchorAt(5)])).toEqual({ kind: 'unlinked', seq: 8, since: 6 });
    expect(await faultOf(rows, CHAIN)).toEqual({ kind: 'rewritten', seq: 7, since: 7 });
  });

  test('says that what stands before an entry may be bad too, where the two fit in no way', async () => {
    const inserted = chained([...CHAIN.slice(0, 6), { ...row(7), event: 'x' }], 7);
    const moved = CHAIN.slice(6).map((one) => ({ ...one, seq: one.seq + 1 }));

    expect(await faultOf([...inserted, ...moved])).toEqual({ kind: 'changed', seq: 8, since: 1 });
    expect(await faultOf([...inserted, ...moved], [anchorAt(6)])).toEqual({
      kind: 'changed',
      seq: 8,
      since: 7,
    });
  });

  test('sees by anchors alone that everything was written anew from somewhere, and says between which two', async () => {
    const rows = chained(edited(6, { event: 'proposal.rejected' }), 6);

    expect(await faultOf(rows)).toBeNull();
    expect(await faultOf(rows, [anchorAt(4)])).toBeNull();
    expect(await faultOf(rows, [anchorAt(9), anchorAt(4)])).toEqual({ kind: 'rewritten', seq: 9, since: 5 });
    expect(await faultOf(rows, CHAIN)).toEqual({ kind: 'rewritten', seq: 6, since: 6 });
    const { fault } = await verifyChain(inPages(rows), [anchorAt(4), anchorAt(9)]);
    expect(fault?.sentence).toContain('The first bad entry is one of #5 to #9.');
  });

  test('names an entry that was given an earlier time and new hashes', async () => {
    const rows = chained(edited(6, { epoch: `${START}.5` }), 6);
    expect(await faultOf(rows, [anchorAt(5)])).toEqual({ kind: 'backwards', seq: 6, since: 6 });
  });

  test('does not count an anchor of the same database as one from outside', async () => {
    const { anchoredTo } = await verifyChain(inPages(CHAIN), [
      { ...anchorAt(9), isInside: true },
      anchorAt(2),
    ]);
    expect(anchoredTo).toBe(2);
  });
});

describe('anchors in lines', () => {
  const { hash } = CHAIN[0]!;

  test.each([
    ['alone', `1:${hash}`],
    ['in a message', `🔒 Audit log up to here: \`1:${hash}\` (09:00)`],
    [
      'in a line of the log',
      JSON.stringify({ level: 30, time: 1, anchor: `1:${hash}`, msg: 'audit log anchored' }),
    ],
    ['as a line of an export', JSON.stringify({ seq: 1, event: 'x', previousHash: GENESIS, hash })],
  ])('are found %s', (_, line) => {
    expect(readAnchor(line)).toEqual({ seq: 1, hash });
  });

  test.each([
    ['a shorter hash', `1:${hash.slice(1)}`],
    ['a longer hash', `1:${hash}0`],
    ['number zero', `0:${hash}`],
    ['another line of a log', '{"level":30,"msg":"firewatch is ready"}'],
    ['half a line', '{"seq":1,'],
    ['nothing', ''],
  ])('are not made of %s', (_, line) => {
    expect(readAnchor(line)).toBeUndefined();
  });
});
