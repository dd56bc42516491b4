/** What is not what people read: arguments, targets, terms, and where the click came from. */
import { hashArguments } from '../../src/remediation/action-catalogue.js';
import type { ProposalId } from '../../src/shared/ids.js';
import type { NamedEndpoint } from '../../tools/actions/ports/http.js';
import { BOB } from '../../test/helpers/approvals.js';
import { measured } from '../../test/helpers/workflow-deps.js';
import { ALL, sql, type RefusalCase, type Scene } from './refusal-case.js';
import { click } from './world.js';

const FORGED = { endpoint: 'restart-payments' };
const isNow = (endpoint: Partial<NamedEndpoint>) => (scene: Scene) =>
  ALL(scene, ({ state }) => (state.endpoint = { ...state.endpoint, ...endpoint }));

async function tamperWithHash(scene: Scene) {
  isNow({ name: FORGED.endpoint })(scene);
  const hash = hashArguments('call_http_endpoint', FORGED);
  await sql(`arguments = '${JSON.stringify(FORGED)}', arguments_hash = '${hash}'`)(scene);
}

/** It is needed while there are errors, and there are none. */
const NEEDED = { precondition: { query: 'errors', is: { operator: '>', value: 0.1 } } } as const;
const measure = (value: number) => (scene: Scene) =>
  ALL(scene, ({ state }) => (state.answer = measured(value)));

/** The first of two has approved, and it was for something else. */
async function approvedOther(scene: Scene) {
  await click(scene.replicas[0], scene.id, BOB);
  await scene.database.query(
    "UPDATE firewatch.approvals SET arguments_hash = repeat('0', 64) WHERE proposal_id = $1",
    [scene.id],
  );
}

const both: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'another argument',
    code: 'arguments_changed',
    change: async (scene) => {
      isNow({ name: FORGED.endpoint })(scene);
      await sql(`arguments = '${JSON.stringify(FORGED)}'`)(scene);
    },
  },
  {
    name: 'one more argument',
    code: 'arguments_changed',
    change: sql(`arguments = arguments || '{"force":true}'`),
  },
  {
    name: 'an argument named __proto__',
    code: 'arguments_changed',
    change: sql(`arguments = arguments || '{"__proto__":{"endpoint":"x"}}'`),
  },
  {
    name: 'an argument in another Unicode form',
    code: 'arguments_changed',
    change: sql(`arguments = '{"endpoint":"restart\u2010checkout"}'`),
  },
  { name: 'another action', code: 'arguments_changed', change: sql(`action = 'call_mcp_tool'`) },
  { name: 'another hash', code: 'arguments_changed', change: sql(`arguments_hash = repeat('a', 64)`) },
  { name: 'another address', code: 'drifted', change: isNow({ url: 'http://elsewhere/restart' }) },
  { name: 'another risk', code: 'drifted', change: isNow({ risk: 'high' }) },
  { name: 'another service', code: 'drifted', change: isNow({ service: 'payments' }) },
  { name: 'a target that is gone', code: 'cannot_check', change: isNow({ name: 'renamed' }) },
  { name: 'a symptom that is gone', code: 'drifted', proposal: NEEDED, change: measure(0.01) },
  {
    name: 'terms that were rewritten',
    code: 'contract_changed',
    change: sql(`terms = terms || '{"mayApproveOwn":true}'`),
  },
  { name: 'no terms at all', code: 'contract_changed', change: sql('terms = NULL, service = NULL') },
  {
    name: 'another way back',
    code: 'contract_changed',
    change: sql(`undo = '{"action":"call_http_endpoint","arguments":{"endpoint":"x"},"effect":"POST x"}'`),
  },
  { name: 'no verification', code: 'contract_changed', change: sql('verification = NULL') },
  { name: 'more time', code: 'contract_changed', change: sql("expires_at = expires_at + interval '1 h'") },
];

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'a first yes to something else',
    code: 'arguments_changed',
    rule: { approvals: 2 },
    change: approvedOther,
  },
  ...(['', 'x', '00000000-0000-4000-8000-000000000000', "' OR true --"] as const).map((id) => ({
    name: `the forged id ${JSON.stringify(id)}`,
    code: 'unknown_proposal' as const,
    click: { proposalId: id as ProposalId },
  })),
  ...['C0ELSEWHERE', 'D0ALICE', ''].map((channelId) => ({
    name: `a click from ${JSON.stringify(channelId)}`,
    code: 'wrong_place' as const,
    change: ({ database, id }: Scene) =>
      database.query(
        `UPDATE firewatch.messages SET ts = '1.1', channel = 'C0INCIDENTS'
         WHERE kind = 'proposal' AND subject_id = $1`,
        [id],
      ),
    click: { channelId },
  })),
];

export const whatCases: readonly RefusalCase[] = [
  ...[...both, ...clicks].map((one) => ({ ...one, at: 'click' as const })),
  ...both.map((one) => ({ ...one, at: 'run' as const })),
  { name: 'another argument, with its hash', code: 'contract_changed', at: 'click', change: tamperWithHash },
  { name: 'another argument, with its hash', code: 'arguments_changed', at: 'run', change: tamperWithHash },
];
