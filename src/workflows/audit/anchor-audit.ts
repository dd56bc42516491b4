/**
 * Notes the head of the audit log outside the database, once an hour while it moves: in the channel for
 * incidents, and in the log of the process. Whoever rewrites the database cannot rewrite those.
 */
import type { Logger } from '../../observability/logger.js';
import { formatAnchor } from '../../remediation/audit/anchor.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

/** What nobody vouches for is at most an hour of decisions; more often would be noise in the middle of an incident. */
const AFTER_SECONDS = 60 * 60;

export interface AnchorDeps {
  readonly store: Store;
  readonly log: Logger;
  readonly settings: Pick<WorkflowSettings, 'defaultChannel'>;
}

export async function anchorAudit({ store, log, settings }: AnchorDeps): Promise<void> {
  const anchor = await store.transaction(async (tx) => {
    const head = await tx.auditAnchors.note(AFTER_SECONDS);
    if (head) {
      await tx.notifier.touch({
        kind: 'audit_anchor',
        incidentId: null,
        subjectId: formatAnchor(head),
        place: { channel: settings.defaultChannel, threadTs: null },
      });
    }
    return head;
  });
  if (anchor) log.info({ anchor: formatAnchor(anchor) }, 'audit log anchored');
}
