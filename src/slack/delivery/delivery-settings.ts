/** Every number that decides about pace, patience and folding, with where it comes from. */
import type { ClaimSettings } from './claims.js';
import type { LaneSettings } from './lanes.js';
import type { OutageSettings } from './outage.js';
import type { SettleSettings } from './settle.js';
import { STREAM_SETTINGS, type StreamSettings } from './ways/stream.js';
import { WORKSPACE_PACE, type WorkspacePaceSettings } from './workspace-pace.js';

export interface DeliverySettings extends ClaimSettings, LaneSettings, SettleSettings, OutageSettings {
  readonly workspace: WorkspacePaceSettings;
  readonly stream: StreamSettings;
  /** Notes of one incident that are said in one post. */
  readonly maxNotes: number;
}

export const DELIVERY_DEFAULTS: DeliverySettings = {
  perSecond: 1,
  burst: 3,
  // When a storm calms down, its ten threads and its queue are brought up to date together.
  editBurst: 12,
  pollMs: 2000,
  claimGapMs: 20,
  // What waits for a full channel is delivered within its lease: at most 39 claimed posts at one a second, and as many edits.
  leaseSeconds: 60,
  claimLimit: 20,
  maxWaiting: 20,
  workspace: WORKSPACE_PACE,
  stream: STREAM_SETTINGS,
  maxNotes: 8,
  overflowSeconds: 60,
  foldEveryMs: 5_000,
  digestSeconds: 1_800,
  failuresUntilDown: 3,
  probeMs: 1_000,
  maxProbeMs: 15_000,
  backOffMs: 1000,
  maxBackOffMs: 120_000,
  maxParentTries: 5,
  refusedMs: 180_000,
  maxRefusedTries: 480,
};
