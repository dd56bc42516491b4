/** The rights that the manifest in deploy gives to the executor. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { StubRequest } from '../http-stub.js';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

const PATH = /^\/(?:api|apis\/(\w+))\/v\d(?:\/namespaces\/[\w-]+)?\/(\w+)(?:\/([\w.-]+))?(?:\/(scale))?$/;
const MANIFEST = new URL('../../../deploy/kubernetes/actions-rbac.yaml', import.meta.url);

/** @throws Error when a call was made that they do not allow. */
export function requireRights(requests: readonly StubRequest[]): void {
  const refused = requests.filter(({ method, path }) => !isGranted(method, path));
  if (refused.length === 0) return;
  const calls = refused.map(({ method, path }) => `${method} ${path}`).join(', ');
  throw new Error(`The manifest does not allow ${calls}.`);
}

function isGranted(method: string, path: string): boolean {
  const rules = parseAllDocuments(readFileSync(MANIFEST, 'utf8')).flatMap(
    (one) => (one.toJS() as { rules?: Rule[] }).rules ?? [],
  );
  const [, group = '', resource = '', name, sub] = PATH.exec(path) ?? [];
  const wanted = sub ? `${resource}/${sub}` : resource;
  return rules.some(
    ({ apiGroups, resources, resourceNames, verbs }) =>
      apiGroups.includes(group) &&
      resources.includes(wanted) &&
      verbs.includes(method === 'PATCH' ? 'patch' : name ? 'get' : 'list') &&
      (resourceNames === undefined || resourceNames.includes(name ?? '')),
  );
}
