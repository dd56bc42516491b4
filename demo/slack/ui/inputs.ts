/** Inputs of the control API, checked once. Users and channels go by id or by name. */
import { z } from 'zod';

const Entered = z.union([z.string(), z.array(z.string()), z.null()]);
const EnteredValues = z.record(z.string(), z.record(z.string(), Entered));
const Name = z.string().min(1).max(200);

export const By = z.object({ user: Name });
export const InChannel = By.extend({ channel: Name });
export const OfMessage = InChannel.extend({ ts: Name });
export const Say = InChannel.extend({
  text: z.string().max(40_000),
  threadTs: Name.optional(),
  isRaw: z.boolean().default(false),
});
export const Command = InChannel.extend({ text: z.string().max(4000), threadTs: Name.optional() });
export const Action = By.extend({
  channel: Name.optional(),
  ts: Name.optional(),
  viewId: Name.optional(),
  actionId: z.string().max(255),
  blockId: z.string().max(255).optional(),
  value: Entered.optional(),
  buttonValue: z.string().max(2000).optional(),
  values: EnteredValues.optional(),
});
export const Submit = By.extend({ viewId: Name, values: EnteredValues.default({}) });
export const Close = By.extend({ viewId: Name, all: z.boolean().default(false) });
export const Edit = OfMessage.extend({ text: z.string().min(1).max(40_000) });
export const React = OfMessage.extend({ name: z.string().regex(/^[a-z0-9_+'-]+$/) });
export const Invite = InChannel.extend({ invited: Name });
export const Open = By.extend({ other: Name.optional() });
export const Log = z.object({
  after: z.coerce.number().int().min(0).default(0),
  kind: Name.optional(),
  method: Name.optional(),
});
export const SwitchInput = z.object({ enabled: z.boolean() });
export const RequestUrlInput = z.object({ url: z.url().nullable() });

const scope = {
  method: Name,
  channel: Name.exactOptional(),
  times: z.number().int().min(1).exactOptional(),
  forMs: z.number().min(0).exactOptional(),
};
const effect = z.enum(['before', 'after']);
export const FaultInput = z.discriminatedUnion('kind', [
  z.object({ ...scope, kind: z.literal('delay'), ms: z.number().min(0).max(600_000) }),
  z.object({ ...scope, kind: z.literal('rate_limited'), retryAfterSeconds: z.number().int().min(0) }),
  z.object({ ...scope, kind: z.literal('server_error'), effect }),
  z.object({ ...scope, kind: z.literal('drop_connection'), effect }),
  z.object({ ...scope, kind: z.literal('api_error'), error: Name }),
]);
