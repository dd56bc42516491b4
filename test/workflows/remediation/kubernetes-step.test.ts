import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { parseRunbook } from '../../../src/clients/runbook-parser.js';
import { buildProposalCard } from '../../../src/slack/blocks/cards/proposal-card.js';
import { readProposals } from '../../../src/workflows/reading/read-proposals.js';
import { executeProposal } from '../../../src/workflows/remediation/execute-proposal.js';
import { proposeRemediation } from '../../../src/workflows/remediation/propose-remediation.js';
import { describeOnOneDatabase } from '../../helpers/every-database.js';
import type { ApiServer } from '../../helpers/kubernetes/api-server.js';
import { CHECKOUT, connect, startCluster } from '../../helpers/kubernetes/connect.js';
import {
  buildAlert,
  createWorkflowDeps,
  decide,
  incidentsOf,
  proposalOf,
  receive,
  verify,
} from '../../helpers/workflow-deps.js';
import { outline } from '../../slack/outline.js';

const PAGE = readFileSync(new URL('../../../docs/actions/kubernetes.md', import.meta.url), 'utf8');

let open: { server: ApiServer; close: () => void } | undefined;
afterEach(async () => {
  open?.close();
  await open?.server.close();
});

/** The runbook of the documentation, word for word. */
function documented() {
  const [, frontMatter = ''] = /^```yaml\n# a runbook's front matter\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
  const parsed = parseRunbook('kubernetes.md', `---\n${frontMatter}---\n`);
  if (!('runbook' in parsed)) throw new Error(parsed.problems.join('\n'));
  return parsed.runbook;
}

describeOnOneDatabase("a runbook's step in Kubernetes", (openDatabase) => {
  test('is proposed, read on a card, approved, run once and verified by its rollout', async () => {
    const server = await startCluster();
    const { actions, close } = connect(server);
    open = { server, close };
    const runbook = documented();
    const { store } = await openDatabase();
    const deps = Object.assign(createWorkflowDeps(store), {
      actions,
      runbooks: () => ({
        get: (id: string) => (id === runbook.id ? runbook : undefined),
        list: () => [runbook],
        find: () => [],
        search: () => [],
        problems: [],
      }),
    });
    await receive(deps, buildAlert());
    const [incident] = await incidentsOf(deps);
    const request = {
      runbookId: runbook.id,
      step: 3,
      service: 'checkout',
      rationale: 'So.',
      evidenceIds: [],
    };
    const signal = AbortSignal.timeout(30_000);
    const proposed = await proposeRemediation(deps, { incident: incident!, diagnosed: [], request, signal });
    if (proposed.status !== 'proposed') throw new Error(proposed.reason);

    const [view] = await store.transaction((tx) => readProposals(deps, tx, incident!));
    const card = outline(buildProposalCard(view!, { now: new Date() }));
    expect(card).toContain('Proposed fix: Give checkout six replicas');
    expect(card).toContain('Scale deployment shop/checkout in cluster prod from 4 to 6 replicas');
    expect(card).toContain('4 of 4 replicas are available now.');

    await decide(deps, proposed.proposalId);
    await executeProposal(deps, proposed.proposalId);
    expect(server.changes).toHaveLength(1);
    server.settle(CHECKOUT);
    await verify(deps, proposed.proposalId);
    expect(await proposalOf(deps, proposed.proposalId)).toMatchObject({
      status: 'verified',
      outcome: expect.stringContaining('6 of 6 replicas are available'),
    });
  });
});
