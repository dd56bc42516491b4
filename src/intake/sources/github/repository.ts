/** What all of GitHub's events have in common, and which service they are about. */
import { z } from 'zod';
import type { Service } from '../../../incidents/service.js';

/** What is known here besides the payload. */
export interface GitHubContext {
  readonly services: readonly Service[];
  readonly receivedAt: Date;
}

export const Repository = z.object({
  name: z.string('must be the name of the repository').min(1),
  full_name: z.string('must be owner/name').min(1),
  default_branch: z.string().nullish(),
});

/** A person or an app. */
export const Account = z.object({ login: z.string() }).nullish();

export const Sha = z.string('must be the commit').min(7);

/** The one service that the catalogue says lives in the repository; where it names none or several, its bare name. */
export function serviceOf(
  { full_name: slug, name }: z.output<typeof Repository>,
  services: readonly Service[],
): string {
  const [only, ...others] = services.filter(
    ({ repository }) => repository?.toLowerCase() === slug.toLowerCase(),
  );
  return only && others.length === 0 ? only.name : name;
}

/** As people write it. */
export const shortSha = (sha: string) => sha.slice(0, 7);

/** The longest summary of a change. */
export const MAX_SUMMARY = 300;
