/** What the bot of the tests is configured with: one service, one runbook, one fix. */

/** May approve; anybody else may not. */
export const APPROVER = 'U0ALICE';

export interface ConfigChanges {
  /** Merged over the usual firewatch.yaml, one level deep. */
  readonly config?: Readonly<Record<string, object>>;
  readonly endpoint?: Readonly<Record<string, unknown>>;
}

export function configFile(fixUrl: string, { config = {}, endpoint = {} }: ConfigChanges) {
  const restart = {
    name: 'restart-checkout',
    description: 'Restarts checkout.',
    service: 'checkout',
    url: `${fixUrl}/restart`,
    risk: 'low',
    ...endpoint,
  };
  const usual = {
    catalog: ['catalog-info.yaml'],
    runbooks: ['runbooks'],
    // Else tests that run on its day would have one more message.
    digest: { day: 'never' },
    metrics: { baseline: '2m', step: '5s' },
    approvals: { approvers: [APPROVER, 'U0BOB'], expireAfter: '5m', verifyEvery: '1s' },
    actions: {
      httpEndpoints: [
        restart,
        // Named by `endpoint.undo`.
        { ...restart, name: 'restore-checkout', url: `${fixUrl}/restore`, undo: undefined },
      ],
    },
  };
  const merged: Record<string, unknown> = { ...usual };
  for (const [key, value] of Object.entries(config)) {
    const before: unknown = Object.entries(usual).find(([name]) => name === key)?.[1];
    merged[key] = Array.isArray(value) || Array.isArray(before) ? value : Object.assign({}, before, value);
  }
  return merged;
}

export const CATALOG = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    firewatch.dev/tier: '1'
    firewatch.dev/sli-errors: errors{service="$service"}
spec:
  type: service
  lifecycle: production
  owner: shop
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: search
spec:
  type: service
  lifecycle: production
  owner: shop
`;

export const RUNBOOK = `---
title: Checkout errors
cause: A worker of $service hangs.
match:
  alerts: [CheckoutErrors]
diagnosis:
  - name: Share of failing requests
    query: sum(errors{service="$service"})
    supports: '> 0.1'
    why: A hanging worker fails every request it gets.
actions:
  - title: Restart $service
    action: call_http_endpoint
    arguments: { endpoint: restart-$service }
    when:
      query: sum(errors{service="$service"})
      is: '> 0.1'
    verify:
      query: sum(errors{service="$service"})
      is: '< 0.1'
      within: 5s
      for: 0s
---
# Checkout errors

Restart it.
`;
