/** One way in which an action must not be run, and what has to be said about it. */
import type { Incident } from '../../src/incidents/incident.js';
import type { Decider } from '../../src/remediation/policy/eligibility.js';
import type { RefusalCode } from '../../src/remediation/policy/refusal.js';
import type { NewProposal } from '../../src/remediation/ports.js';
import type { ProposalId } from '../../src/shared/ids.js';
import type { Database } from '../../src/storage/database.js';
import type { Person } from '../../src/workflows/use-cases/person.js';
import type { Decision } from '../../src/workflows/use-cases/remediation.js';
import type { WorkflowDeps } from '../../test/helpers/workflow-deps.js';

export interface Scene {
  readonly database: Database;
  /** Both replicas; what one of them knows in its memory is set for both. */
  readonly replicas: readonly [WorkflowDeps, WorkflowDeps];
  readonly incident: Incident;
  readonly id: ProposalId;
}

export interface RefusalCase {
  readonly name: string;
  readonly code: RefusalCode;
  /** Of the one rule, and of the document around it, when it is proposed. */
  readonly rule?: object;
  readonly document?: object;
  /** What the proposal says, where it is not the usual. */
  readonly proposal?: Partial<NewProposal>;
  /** What Slack and the paging system say about Alice when it is proposed. */
  readonly alice?: Partial<Decider>;
  /** `run`: Alice's click counts, and then the change comes before the run. */
  readonly at: 'click' | 'run';
  change?(scene: Scene): unknown;
  readonly by?: Person;
  readonly click?: Partial<Decision>;
  /** Runs that were rightly made before. */
  readonly runs?: number;
}

export const ALL = (scene: Scene, change: (deps: WorkflowDeps) => unknown) =>
  scene.replicas.forEach((deps) => change(deps));

export const sql = (text: string) => (scene: Scene) =>
  scene.database.query(`UPDATE firewatch.proposals SET ${text} WHERE id = $1`, [scene.id]);
