/** Plays one case, and looks from outside whether it was refused, audited and explained. */
import type { Row } from '../../src/storage/database.js';
import { stopActions } from '../../src/workflows/remediation/stop-actions.js';
import { policyWith, proposeAnew } from '../../test/helpers/approvals.js';
import { ALICE, measured } from '../../test/helpers/workflow-deps.js';
import type { RefusalCase, Scene } from './refusal-case.js';
import { click, openIncident, propose, resolve, runOnBoth, type Replicas } from './world.js';

export interface Played {
  readonly isRefused: boolean;
  /** With this very code, and no other. */
  readonly isAudited: boolean;
  /** What whoever clicked reads, at each replica; else what the thread says. */
  readonly sentences: readonly string[];
  /** Codes that were found. */
  readonly codes: readonly string[];
}

/** `isSwapped`: the other of the two is clicked on. */
export async function playCase(replicas: Replicas, one: RefusalCase, isSwapped: boolean): Promise<Played> {
  const { database } = replicas;
  const [left, right] = replicas.restart();
  const pair = isSwapped ? ([right, left] as const) : ([left, right] as const);
  for (const { state } of pair) {
    state.policy = policyWith(one.rule, one.document);
    state.answer = measured(0.9);
    if (one.alice) state.people.set(ALICE.slackUserId, one.alice);
  }
  const incident = await openIncident(pair[0]);
  const usual = await propose(pair[0], incident);
  const id = one.proposal ? await proposeAnew(pair[0], usual, one.proposal) : usual;
  const scene: Scene = { database, replicas: pair, incident, id };
  const by = one.by ?? ALICE;
  const subject = one.click?.proposalId ?? scene.id;
  const before = await codesOf(scene, subject);
  try {
    if (one.at === 'run') {
      const counted = await click(pair[0], scene.id, by, one.click);
      if (counted.status !== 'approved') throw new Error(`${one.name}: ${counted.sentence}`);
    }
    await one.change?.(scene);
    // The same click at both at once, as when two people share a thought.
    const results =
      one.at === 'click' ? await Promise.all(pair.map((deps) => click(deps, scene.id, by, one.click))) : [];
    await runOnBoth(pair, scene.id);
    const proposal = await pair[0].store.transaction((tx) => tx.proposals.get(scene.id));
    const calls = pair.flatMap((deps) => deps.calls).length;
    const codes = (await codesOf(scene, subject)).slice(before.length);
    return {
      isRefused:
        calls === (one.runs ?? 0) &&
        (one.at === 'click'
          ? results.every(({ status }) => status === 'refused')
          : ['superseded', 'failed'].includes(proposal?.status ?? '')),
      isAudited:
        codes.length >= Math.max(1, results.length) &&
        codes[0] === one.code &&
        codes.every((code) => fits(one, code)),
      sentences: one.at === 'click' ? results.map(({ sentence }) => sentence) : [proposal?.outcome ?? ''],
      codes,
    };
  } finally {
    await cleanUp(scene);
  }
}

/** Whoever sees a drift first takes the proposal back; for the other click there is nothing left to decide. */
const fits = ({ code }: RefusalCase, found: string) =>
  found === code || (code === 'drifted' && found === 'withdrawn');

async function codesOf({ database }: Scene, subject: string): Promise<readonly string[]> {
  const rows = await database.query<Row & { code: string }>(
    "SELECT details ->> 'code' AS code FROM firewatch.audit WHERE subject = $1 AND details ? 'code' ORDER BY seq",
    [subject],
  );
  return rows.map(({ code }) => code);
}

/** The next case finds nothing open, stopped, running or unknown. */
async function cleanUp({ replicas: [deps], database, incident }: Scene): Promise<void> {
  deps.state.policy = policyWith();
  deps.state.people.clear();
  await stopActions(deps, ALICE, { isStopped: false, reason: 'next' });
  await database.query(
    "UPDATE firewatch.proposals SET status = 'failed' WHERE status NOT IN ('pending', 'failed', 'shadow')",
  );
  await database.query('DELETE FROM firewatch.executions');
  await database.query("UPDATE firewatch.incidents SET status = 'resolved' WHERE id <> $1", [incident.id]);
  const current = await deps.store.transaction((tx) => tx.incidents.get(incident.id));
  if (current?.status !== 'resolved') await resolve(deps, incident);
}
