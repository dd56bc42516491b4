/** Several calls as one fix, as runbooks write them and proposals keep them. Pure. */
import { z } from 'zod';

/** In place of an action's name. No rule of a policy is looked up for it: each of its calls has to be allowed by itself. */
export const RUN_PLAN = 'run_plan';

/** Read at once by somebody who is tired; and the run as a whole has to end within minutes. */
const MAX_STEPS = 5;

export const PlanArguments = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        action: z.string({ error: 'write the name of an action' }).min(1, 'write the name of an action'),
        arguments: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .min(2, 'a plan has at least two steps; a single one is an action')
    .max(MAX_STEPS, `a plan has at most ${MAX_STEPS} steps`),
});

/** Names of the actions that a call, or a plan with these arguments, would use. */
export function namedActions(action: string, args: unknown): readonly string[] {
  const calls = action === RUN_PLAN ? PlanArguments.safeParse(args).data?.steps : undefined;
  return calls?.map((call) => call.action) ?? [action];
}
