/** Branded identifiers, so that an alert's id cannot be passed where an incident's is wanted. All are UUIDs. */

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type AlertId = Id<'alert'>;
export type IncidentId = Id<'incident'>;
export type ProposalId = Id<'proposal'>;
export type ExecutionId = Id<'execution'>;
export type StormId = Id<'storm'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether text from outside (a button, a job payload) has the shape of one of our ids. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
