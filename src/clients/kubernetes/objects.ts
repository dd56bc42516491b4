/** What we read of the objects of Kubernetes' API; anything else in them is left alone. */
import { z } from 'zod';

const Metadata = z.object({
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().default(0),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  ownerReferences: z.array(z.object({ uid: z.string(), controller: z.boolean().default(false) })).default([]),
});

const Template = z.record(z.string(), z.unknown());

const Selector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});
export type Selector = z.output<typeof Selector>;

const Strategy = z.object({
  type: z.enum(['RollingUpdate', 'Recreate', 'OnDelete']).default('RollingUpdate'),
  rollingUpdate: z
    .object({
      maxUnavailable: z.union([z.number(), z.string()]).optional(),
      maxSurge: z.union([z.number(), z.string()]).optional(),
      partition: z.number().default(0),
    })
    .optional(),
});

/** A Deployment or a StatefulSet. Numbers that are zero are left out of a status. */
export const WorkloadObject = z.object({
  metadata: Metadata,
  spec: z.object({
    replicas: z.number().default(1),
    selector: Selector,
    template: Template,
    paused: z.boolean().default(false),
    revisionHistoryLimit: z.number().default(10),
    /** Of a Deployment. */
    strategy: Strategy.optional(),
    /** This and what follows: of a StatefulSet. */
    updateStrategy: Strategy.optional(),
    podManagementPolicy: z.string().default('OrderedReady'),
    ordinals: z.object({ start: z.number().default(0) }).prefault({}),
    persistentVolumeClaimRetentionPolicy: z.object({ whenScaled: z.string().default('Retain') }).prefault({}),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z.array(z.object({ type: z.string(), reason: z.string().default('') })).default([]),
    })
    .prefault({}),
});
export type WorkloadObject = z.output<typeof WorkloadObject>;

export const ReplicaSets = z.object({
  items: z.array(z.object({ metadata: Metadata, spec: z.object({ template: Template }) })),
});

export const ControllerRevisions = z.object({
  items: z.array(
    z.object({
      metadata: Metadata,
      revision: z.number(),
      data: z.object({ spec: z.object({ template: Template }) }),
    }),
  ),
});

export const NodeObject = z.object({
  metadata: Metadata,
  spec: z.object({ unschedulable: z.boolean().default(false) }).prefault({}),
  status: z
    .object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) })
    .prefault({}),
});
export type NodeObject = z.output<typeof NodeObject>;

export const Nodes = z.object({ items: z.array(NodeObject) });

/** autoscaling/v2. */
export const Autoscalers = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({
        scaleTargetRef: z.object({ kind: z.string(), name: z.string() }),
        minReplicas: z.number().default(1),
        maxReplicas: z.number(),
      }),
    }),
  ),
});

/** policy/v1. Without a selector it speaks of no pod. */
export const Budgets = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ selector: Selector.optional() }),
      status: z.object({ disruptionsAllowed: z.number().default(0) }).prefault({}),
    }),
  ),
});

/** As the API wants it in a query. */
export function writeSelector({ matchLabels, matchExpressions }: Selector): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}

/** Whether pods with these labels are meant; an empty selector means all. */
export function selects(
  { matchLabels, matchExpressions }: Selector,
  labels: Readonly<Record<string, unknown>>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => {
      if (operator === 'Exists') return key in labels;
      if (operator === 'DoesNotExist') return !(key in labels);
      const isAmong = values.some((value) => labels[key] === value);
      return operator === 'In' ? isAmong : !isAmong;
    })
  );
}
