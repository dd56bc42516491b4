/** Reads policy.yaml. */
import { readFile } from 'node:fs/promises';
import { PolicyDocument } from '../remediation/policy/policy-document.js';
import { policyOf } from '../remediation/policy/policy-of.js';
import type { Policy } from '../remediation/policy/policy.js';
import { describeIssues, parseYaml } from './yaml-document.js';

/** Each problem is one sentence that begins with `file:line`. Never rejects. */
export async function loadPolicy(
  path: string,
): Promise<{ readonly policy: Policy } | { readonly problems: readonly string[] }> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return { problems: [`${path} cannot be read.`] };
  }
  const [document, ...more] = parseYaml(text);
  if (!document || more.length > 0) return { problems: [`${path}:1: must hold one YAML document.`] };
  const [broken] = document.errors;
  if (broken) return { problems: [`${path}:${broken.line}: ${broken.message}.`] };
  const parsed = PolicyDocument.safeParse(document.value ?? {});
  return parsed.success
    ? { policy: policyOf(parsed.data) }
    : { problems: describeIssues(path, document, parsed.error) };
}
