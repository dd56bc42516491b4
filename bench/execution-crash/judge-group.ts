/** Alerts of one service that came to two bots at the same moment: one incident, one thread, one fix, and none is lost. */

/** What became of them. */
export interface Group {
  readonly service: string;
  /** Different alerts that a bot took. */
  readonly sent: number;
  /** Of these, in the database. */
  readonly stored: number;
  /** Of these, in an incident. */
  readonly grouped: number;
  /** Different incidents that they are in, or that were ever opened for the service. */
  readonly incidents: number;
  /** First messages of threads in the service's channel. */
  readonly threads: number;
  /** Cards of fixes there that carry the same proposal, or of proposals that could both be approved. */
  readonly fixes: number;
  /** Approvals of the fix that counted, where one is enough. */
  readonly approvals: number;
}

export function findDuplicates({ service, incidents, threads, fixes, approvals }: Group): readonly string[] {
  return Object.entries({ incidents, threads, fixes, approvals }).flatMap(([what, count]) =>
    count > 1 ? [`${service} has ${count} ${what}`] : [],
  );
}

export function findUngrouped({
  service,
  sent,
  stored,
  grouped,
  incidents,
  threads,
}: Group): readonly string[] {
  const problems: string[] = [];
  if (stored < sent) problems.push(`${service} lost ${sent - stored} of ${sent} alerts`);
  if (grouped < stored) problems.push(`${stored - grouped} alerts of ${service} are in no incident`);
  if (incidents === 0) problems.push(`${service} has no incident`);
  if (threads === 0) problems.push(`${service} has no thread`);
  return problems;
}
