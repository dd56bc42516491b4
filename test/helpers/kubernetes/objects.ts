/** The objects that the stand-in for an API server keeps, as it answers them. */

export interface Template {
  metadata: { labels?: Record<string, string>; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

export interface Stored {
  metadata: {
    name: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
    ownerReferences?: { uid: string; controller: boolean }[];
  };
  spec: Record<string, unknown>;
  status?: Record<string, unknown>;
}

export interface Workload extends Stored {
  spec: {
    replicas: number;
    selector: { matchLabels: Record<string, string> };
    template: Template;
    paused?: boolean;
    strategy?: object;
    updateStrategy?: object;
    podManagementPolicy?: string;
    ordinals?: object;
    persistentVolumeClaimRetentionPolicy?: object;
  };
}

export const APPS = '/apis/apps/v1/namespaces/shop';

export function templateOf(image: string, more: Record<string, unknown> = {}): Template {
  return {
    metadata: { labels: { app: 'checkout' } },
    spec: { containers: [{ name: 'app', image, ...more }] },
  };
}

export function isWorkload(object: Stored): object is Workload {
  return 'template' in object.spec;
}
