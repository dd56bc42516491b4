/**
 * The message queue's contract in memory, for tests of the delivery engine: leases, versions, uncertainty and order as
 * the port describes them. The database's own implementation is tested elsewhere.
 */
import { randomUUID } from 'node:crypto';
import type { ClaimedMessage, MessageKind, MessageQueue, MessageRequest } from '../../src/incidents/ports.js';

export interface StoredMessage extends MessageRequest {
  readonly key: string;
  channel: string;
  ts: string | null;
  version: number;
  deliveredVersion: number;
  attempts: number;
  isUncertain: boolean;
  dueAt: number;
  leaseToken: string | null;
  leaseEndsAt: number;
  error: string | null;
  isAbandoned: boolean;
}

const ORDER: readonly MessageKind[] = ['proposal', 'incident_card', 'evidence', 'note'];

export function createMemoryMessageQueue(options: { now?: () => number } = {}) {
  const now = options.now ?? Date.now;
  const rows: StoredMessage[] = [];
  const listeners = new Set<() => void>();

  const keyOf = ({ kind, incidentId, subjectId }: MessageRequest) => `${kind}:${subjectId ?? incidentId}`;
  const parentOf = (row: StoredMessage) =>
    rows.find(({ kind, incidentId }) => kind === 'incident_card' && incidentId === row.incidentId);
  const owned = (message: ClaimedMessage) => rows.find(({ leaseToken }) => leaseToken === message.leaseToken);
  const isDue = (row: StoredMessage) =>
    !row.isAbandoned &&
    row.version > row.deliveredVersion &&
    row.dueAt <= now() &&
    (row.leaseToken === null || row.leaseEndsAt <= now()) &&
    (row.kind === 'incident_card' || (parentOf(row)?.ts ?? null) !== null);
  const announce = () => {
    for (const listener of listeners) setImmediate(listener);
  };

  const queue: MessageQueue = {
    claim({ limit, leaseSeconds }) {
      const due = rows
        .filter(isDue)
        .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
        .slice(0, limit);
      return Promise.resolve(
        due.map((row) => {
          row.leaseToken = randomUUID();
          row.leaseEndsAt = now() + leaseSeconds * 1000;
          row.attempts += 1;
          const {
            kind,
            incidentId,
            subjectId,
            key,
            channel,
            ts,
            version,
            attempts,
            isUncertain,
            leaseToken,
          } = row;
          const threadTs = kind === 'incident_card' ? null : (parentOf(row)?.ts ?? null);
          return {
            kind,
            incidentId,
            subjectId,
            key,
            channel,
            ts,
            threadTs,
            version,
            attempts,
            isUncertain,
            leaseToken,
          };
        }),
      );
    },
    markSending(message) {
      const row = owned(message);
      if (row) row.isUncertain = true;
      return Promise.resolve(row !== undefined);
    },
    delivered(message, posted) {
      const row = owned(message);
      if (row) {
        row.channel = posted.channel;
        row.ts = posted.ts;
        row.deliveredVersion = message.version;
        row.isUncertain = false;
        row.attempts = 0;
        row.leaseToken = null;
        row.error = null;
        announce(); // thread messages may be due now
      }
      return Promise.resolve();
    },
    retryLater(message, { inMs, error, isCertain }) {
      const row = owned(message);
      if (row) {
        row.dueAt = now() + inMs;
        row.error = error;
        row.isUncertain = !isCertain;
        row.leaseToken = null;
      }
      return Promise.resolve();
    },
    abandon(message, error) {
      const row = owned(message);
      if (row) {
        row.isAbandoned = true;
        row.error = error;
        row.leaseToken = null;
      }
      return Promise.resolve();
    },
    onDue(callback) {
      listeners.add(callback);
      return Promise.resolve(() => {
        listeners.delete(callback);
        return Promise.resolve();
      });
    },
  };

  return {
    ...queue,
    rows: rows as readonly StoredMessage[],
    /** Makes a message due; it is created in `channel` when it is new. */
    touch(message: MessageRequest, channel: string): StoredMessage {
      let row = rows.find(({ key }) => key === keyOf(message));
      if (row) row.version += 1;
      else {
        row = {
          ...message,
          key: keyOf(message),
          channel,
          ts: null,
          version: 1,
          deliveredVersion: 0,
          attempts: 0,
          isUncertain: false,
          dueAt: now(),
          leaseToken: null,
          leaseEndsAt: 0,
          error: null,
          isAbandoned: false,
        };
        rows.push(row);
      }
      announce();
      return row;
    },
    /** The process died: nobody holds a lease any more. */
    endLeases(): void {
      for (const row of rows) row.leaseToken = null;
      announce();
    },
    /** True when nothing is waiting, leased or due later. */
    isSettled: () => rows.every((row) => row.isAbandoned || row.version === row.deliveredVersion),
  };
}
