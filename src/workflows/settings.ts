/** What the operator decides about the workflows; app.ts fills it from the configuration. */
import type { DigestSchedule } from '../incidents/digest/schedule.js';
import type { GroupingSettings } from '../incidents/grouping/settings.js';
import type { Severity } from '../incidents/incident.js';
import type { StormSettings } from '../incidents/storm.js';
import type { UpdateCadence } from '../incidents/update-schedule.js';
import type { HoldSettings } from './alerts/hold-back.js';

export interface WorkflowSettings {
  /** Channel for incidents whose service names none. */
  readonly defaultChannel: string;
  readonly grouping: GroupingSettings;
  readonly holds: HoldSettings;
  readonly storm: StormSettings;
  /** The same trouble back within this time reopens the old incident. */
  readonly reopenWithinSeconds: number;
  /** An incident that was resolved within this time is named where its cause is back under another number. */
  readonly sameCauseWithinSeconds: number;
  /** PromQL duration that `$window` stands for. */
  readonly window: string;
  /** How long alerts may go on firing after the trouble is over: their rules look back over windows. */
  readonly settleSeconds: number;
  readonly baselineSeconds: number;
  readonly stepSeconds: number;
  readonly queryTimeoutMs: number;
  readonly evidenceTimeoutMs: number;
  /** How far back changes are looked up. */
  readonly changesSeconds: number;
  /** The operator stopped all actions where the bot runs; people cannot allow them from Slack. */
  readonly areActionsStopped: boolean;
  /** How often a verification asks again. */
  readonly verifyEverySeconds: number;
  /** An incident that Slack could not show for so long is told by the paging system. */
  readonly tellElsewhereAfterSeconds: number;
  /** PagerDuty's incidents are alerts here: its webhook is set up. */
  readonly isPagingHeard: boolean;
  /** The mildest severity whose postmortem is drafted as soon as it is over; null = only when somebody asks. */
  readonly postmortemFrom: Severity | null;
  /** How often people want to hear how an incident goes, by its severity. */
  readonly updateCadence: UpdateCadence;
  /** When each team's weekly digest is posted; null = never. */
  readonly digest: DigestSchedule | null;
}
