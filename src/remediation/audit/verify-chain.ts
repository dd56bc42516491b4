/** Whether the audit log is what was written: goes through it once, in order, and stops at the first entry that is not. */
import type { Anchor } from './anchor.js';
import { auditHash, GENESIS } from './audit-hash.js';
import { readEntry, type ChainRow } from './chain-row.js';

/**
 * `changed`: the content is not what was hashed. `unlinked`: it does not follow from the one before. `missing`: the numbers
 * leave it out. `repeated`: its number stood there before. `backwards`: it says that it is older than the one before.
 * `rewritten`: an anchor has another hash for it. `cut`: an anchor is about an entry behind the end.
 */
export type FaultKind = 'changed' | 'unlinked' | 'missing' | 'repeated' | 'backwards' | 'rewritten' | 'cut';

export interface ChainFault {
  readonly kind: FaultKind;
  /** The first entry that shows it. */
  readonly seq: number;
  /**
   * The first bad entry is this one or a later one up to `seq`. Lower than `seq` where the entries between fit each other,
   * so that nothing but an anchor could tell them from those that were written.
   */
  readonly since: number;
  /** For people, without a full stop's worth of doubt: what is wrong with it. */
  readonly sentence: string;
}

export interface ChainVerdict {
  /** Null when nothing is wrong. */
  readonly fault: ChainFault | null;
  /** How many fit. */
  readonly count: number;
  /** The last one that fits; null when there is none. */
  readonly head: (Anchor & { readonly at: string }) | null;
  /** The newest entry that an anchor from outside vouches for; 0 when none does. */
  readonly anchoredTo: number;
}

/** `pages` hold the entries in the order of their numbers. No more than a page is kept. */
export async function verifyChain(
  pages: AsyncIterable<readonly ChainRow[]>,
  anchors: readonly Anchor[],
): Promise<ChainVerdict> {
  const check = createChainCheck(anchors);
  for await (const rows of pages) {
    for (const row of rows) {
      const fault = check.take(row);
      if (fault) return { ...check.state(), fault };
    }
  }
  return { ...check.state(), fault: check.end() };
}

function createChainCheck(anchors: readonly Anchor[]) {
  const waiting = anchors.toSorted((a, b) => a.seq - b.seq);
  let next = 0;
  let count = 0;
  let head: ChainVerdict['head'] = null;
  let anchoredTo = 0;
  /** As anchoredTo, but with anchors of the same database. */
  let vouchedTo = 0;

  const fault = (kind: FaultKind, seq: number, since: number, sentence: string): ChainFault => ({
    kind,
    seq,
    since,
    sentence: since < seq ? `${sentence} The first bad entry is one of #${since} to #${seq}.` : sentence,
  });

  return {
    state: () => ({ count, head, anchoredTo }),

    take(row: ChainRow): ChainFault | null {
      const { seq, hash, previousHash } = row;
      const last = head?.seq ?? 0;
      if (seq <= last || seq < 1)
        return fault(
          'repeated',
          seq,
          seq,
          `Entry #${seq} stands there more often than once, or before the first.`,
        );
      if (seq > last + 1)
        return fault(
          'missing',
          last + 1,
          last + 1,
          `Entry #${last + 1} is missing: after #${last} comes #${seq}.`,
        );
      const entry = readEntry(row);
      const before = head?.hash ?? GENESIS;
      const isLinked = previousHash === before;
      const isWhole = entry !== undefined && auditHash(entry, previousHash) === hash;
      if (isWhole && !isLinked)
        return fault('unlinked', seq, vouchedTo + 1, `Entry #${seq} does not follow from the one before it.`);
      if (!entry || !isWhole) {
        // Fits neither what stands before it nor itself: what stands before it may have been put there.
        const isAlone = isLinked || (entry !== undefined && auditHash(entry, before) === hash);
        const since = isAlone ? seq : vouchedTo + 1;
        return fault('changed', seq, since, `Entry #${seq} was changed: its content does not have its hash.`);
      }
      // Same length, so that they compare as text.
      if (head && entry.at < head.at)
        return fault(
          'backwards',
          seq,
          vouchedTo + 1,
          `Entry #${seq} says that it is older than the one before it.`,
        );
      for (; waiting[next]?.seq === seq; next += 1) {
        const { hash: wanted, isInside = false } = waiting[next]!;
        if (wanted !== hash)
          return fault(
            'rewritten',
            seq,
            vouchedTo + 1,
            `Entry #${seq} does not have the hash that ${isInside ? 'this database' : 'the anchor'} noted: it, or one before it, was written anew.`,
          );
        vouched(seq, isInside);
      }
      count += 1;
      head = { seq, hash, at: entry.at };
      return null;
    },

    end(): ChainFault | null {
      const missing = (head?.seq ?? 0) + 1;
      const beyond = waiting.at(-1);
      if (!beyond || beyond.seq < missing) return null;
      return fault(
        'cut',
        missing,
        vouchedTo + 1,
        `Entry #${missing} is missing: the log ends before it, but there was an entry #${beyond.seq}.`,
      );
    },
  };

  function vouched(seq: number, isInside: boolean): void {
    vouchedTo = seq;
    if (!isInside) anchoredTo = seq;
  }
}
