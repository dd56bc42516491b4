/** What is not what people read: arguments, targets, terms, and where the click came from. */
import { hashArguments } from '../../src/remediation/action-catalogue.js';
import { atBoth, atClick, atRun, type RefusalCase } from './refusal-case.js';
import { awaitApprovals, click, tamper, type Scene } from './scene.js';

/** The endpoint of a service that belongs to nobody's play. */
const FORGED = { endpoint: 'restart-decoy' };
const asArguments = `arguments = '${JSON.stringify(FORGED)}'`;
const withHash = `${asArguments}, arguments_hash = '${hashArguments('call_http_endpoint', FORGED)}'`;

/** The first of two has approved, and it was for something else. */
async function approvedOther(scene: Scene): Promise<void> {
  click(scene, { user: 'U0BOB' });
  await awaitApprovals(scene, 1);
  await scene.stage.sql(
    "UPDATE firewatch.approvals SET arguments_hash = repeat('0', 64) WHERE proposal_id = $1",
    [scene.proposal],
  );
}

const TAMPERED: readonly (readonly [string, 'arguments_changed' | 'contract_changed', string])[] = [
  ['another argument', 'arguments_changed', asArguments],
  ['one more argument', 'arguments_changed', `arguments = arguments || '{"force":true}'`],
  [
    'an argument named __proto__',
    'arguments_changed',
    `arguments = arguments || '{"__proto__":{"endpoint":"x"}}'`,
  ],
  [
    'an argument in another Unicode form',
    'arguments_changed',
    `arguments = jsonb_build_object('endpoint', replace(arguments ->> 'endpoint', '-', '\u2010'))`,
  ],
  ['another action', 'arguments_changed', `action = 'call_mcp_tool'`],
  ['another hash', 'arguments_changed', `arguments_hash = repeat('a', 64)`],
  ['terms that were rewritten', 'contract_changed', `terms = terms || '{"mayApproveOwn":true}'`],
  ['terms that ask for fewer people', 'contract_changed', `terms = jsonb_set(terms, '{approvals}', '0')`],
  ['no terms at all', 'contract_changed', 'terms = NULL, service = NULL'],
  ['another service beside it', 'contract_changed', `service = 'decoy'`],
  [
    'another way back',
    'contract_changed',
    `undo = '{"action":"call_http_endpoint","arguments":{"endpoint":"x"},"effect":"POST x"}'`,
  ],
  ['no verification', 'contract_changed', 'verification = NULL'],
  ['no condition', 'contract_changed', 'precondition = NULL'],
  ['another effect on the card', 'contract_changed', `effect = 'POST http://harmless.example'`],
  ['more time', 'contract_changed', "expires_at = expires_at + interval '1 h'"],
];

const REDEPLOYED: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'another address',
    code: 'drifted',
    isOnce: true,
    laterEndpoint: { url: 'http://127.0.0.1:9/else' },
  },
  { name: 'another risk', code: 'drifted', isOnce: true, laterEndpoint: { risk: 'high' } },
  { name: 'another service', code: 'drifted', isOnce: true, laterEndpoint: { service: 'decoy' } },
  { name: 'another body', code: 'drifted', isOnce: true, laterEndpoint: { body: { all: true } } },
  { name: 'a target that is gone', code: 'cannot_check', laterEndpoint: { name: 'gone-$service' } },
  {
    name: 'another environment in the catalogue',
    code: 'no_rule',
    rule: { match: { environments: ['production'] } },
    laterAnnotations: { 'firewatch.dev/environment': 'dev' },
  },
];

const clicks: readonly Omit<RefusalCase, 'at'>[] = [
  {
    name: 'a first yes to something else',
    code: 'arguments_changed',
    rule: { approvals: 2 },
    prepare: approvedOther,
  },
  ...['', 'x', '00000000-0000-4000-8000-000000000000', "' OR true --", 'x'.repeat(1500)].map((value) => ({
    name: `the forged id ${JSON.stringify(value.slice(0, 36))}`,
    code: 'unknown_proposal' as const,
    click: { value },
  })),
  { name: 'a click in another channel', code: 'wrong_place', click: { place: 'elsewhere' } },
  { name: 'a click in a direct message', code: 'wrong_place', click: { place: 'direct' } },
  {
    name: 'a no in another channel',
    code: 'wrong_place',
    click: { place: 'elsewhere', actionId: 'proposal.reject' },
  },
];

export const whatCases: readonly RefusalCase[] = [
  ...TAMPERED.flatMap(([name, code, sql]) => atBoth({ name, code, change: tamper(sql) })),
  ...atBoth({
    name: 'a symptom that is gone',
    code: 'drifted',
    isOnce: true,
    change: ({ stage, service }) => stage.fleet.heal(service),
  }),
  ...REDEPLOYED.flatMap((one) => atBoth({ ...one, moment: 'redeployed' })),
  ...clicks.map(atClick),
  atClick({ name: 'another argument, with its hash', code: 'contract_changed', change: tamper(withHash) }),
  atRun({ name: 'another argument, with its hash', code: 'arguments_changed', change: tamper(withHash) }),
];
