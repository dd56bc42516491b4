/** Decisions as the audit log keeps them. Each entry's hash covers its content and the hash before it. */
import type { Actor } from './incident.js';

export interface AuditRecord {
  /** Place in the chain, from 1. */
  readonly seq: number;
  readonly at: Date;
  readonly actor: Actor;
  /** Past tense with a dot: `proposal.approved`. */
  readonly event: string;
  /** What it was about: an incident's or a proposal's id. */
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** SHA-256, hex. */
  readonly hash: string;
  /** Whether the hash follows from the content and the entry before it. */
  readonly isIntact: boolean;
}
