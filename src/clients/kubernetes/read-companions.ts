/** What stands beside a workload and has a say in its replicas. */
import type { z } from 'zod';
import type {
  Autoscaler,
  Budget,
  NamedWorkload,
  WorkloadState,
} from '../../../tools/actions/ports/kubernetes.js';
import { isRecord } from '../../shared/is-record.js';
import { selects, type Autoscalers, type Budgets, type WorkloadObject } from './objects.js';

const KINDS = { deployment: 'Deployment', statefulset: 'StatefulSet' } as const;

/** Those that aim at this object. */
export function toAutoscalers(
  { items }: z.output<typeof Autoscalers>,
  { kind, resource }: NamedWorkload,
): readonly Autoscaler[] {
  return items
    .filter(({ spec: { scaleTargetRef: aim } }) => aim.kind === KINDS[kind] && aim.name === resource)
    .map(({ metadata, spec: { minReplicas, maxReplicas } }) => ({
      name: metadata.name,
      minReplicas,
      maxReplicas,
    }));
}

/** Those that speak of its pods. */
export function toBudgets(
  { items }: z.output<typeof Budgets>,
  { template }: WorkloadState,
): readonly Budget[] {
  const metadata = isRecord(template['metadata']) ? template['metadata'] : {};
  const labels = isRecord(metadata['labels']) ? metadata['labels'] : {};
  return items
    .filter(({ spec: { selector } }) => selector !== undefined && selects(selector, labels))
    .map(({ metadata: { name }, status }) => ({ name, allowed: status.disruptionsAllowed }));
}

/** The marks that they leave on what they apply. */
export function readKeeper({ labels, annotations }: WorkloadObject['metadata']): string | null {
  if ('argocd.argoproj.io/tracking-id' in annotations || 'argocd.argoproj.io/instance' in labels)
    return 'Argo CD';
  const isFlux = (label: string) => /^(?:kustomize|helm)\.toolkit\.fluxcd\.io\/name$/.test(label);
  return Object.keys(labels).some(isFlux) ? 'Flux' : null;
}
