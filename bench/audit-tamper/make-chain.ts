/** A log as a bot writes it, and the anchors that it would have left outside. */
import type { Anchor } from '../../src/remediation/audit/anchor.js';
import type { Database } from '../../src/storage/database.js';
import { createAuditLog } from '../../src/storage/repositories/audit.js';
import { readAuditPages } from '../../src/storage/repositories/audit-pages.js';
import type { Dice } from '../random/dice.js';

export async function makeChain(database: Database, size: number, dice: Dice): Promise<void> {
  for (let index = 0; index < size; index += 1) {
    await database.transaction((tx) =>
      createAuditLog(tx).append({
        actor: dice.chance(0.5) ? { kind: 'firewatch' } : { kind: 'person', id: `U${dice.hex(8)}` },
        event: dice.pick(['proposal.created', 'proposal.approved', 'decision.refused', 'proposal.verified']),
        subject: dice.uuid(),
        details: {
          argumentsHash: dice.hex(64),
          share: dice.number(0, 1),
          outcome: 'Requests are answered again.',
        },
      }),
    );
  }
}

/** Of every single entry: what an export of the log is. */
export async function anchorsOf(database: Database): Promise<readonly Anchor[]> {
  const anchors: Anchor[] = [];
  for await (const rows of readAuditPages(database))
    anchors.push(...rows.map(({ seq, hash }) => ({ seq, hash })));
  return anchors;
}
