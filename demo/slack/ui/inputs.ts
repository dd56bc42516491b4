/**
 * Inputs of the control API, checked once: the contract between the page and the server. `user` and `channel` go by id
 * or by name; `ts` is a message's timestamp. Every answer is `{ ok: true, … }`, or `{ ok: false, error, message }`.
 */
import { z } from 'zod';

/**
 * A text, an option's value, a date `2026-01-31`, a time `09:30`, a user, channel or file id;
 * several of them; or nothing.
 */
const Entered = z.union([z.string(), z.array(z.string()), z.null()]);
/** `values[block_id][action_id]`, as in Slack's `state.values`. Untouched inputs are left out. */
const EnteredValues = z.record(z.string(), z.record(z.string(), Entered));
const Name = z.string().min(1).max(200);

/**
 * GET `workspace` (no input), `channels`, `history`, `views` and `agent`: see `snapshot.ts` for the answers. GET `events`
 * is a stream of `LiveEvent`s.
 */
export const By = z.object({ user: Name });
/** GET `messages`: top-level messages of one channel. GET `canvases`: `{ canvases: ShownCanvas[] }`. */
export const InChannel = By.extend({ channel: Name });
/** GET `thread`: parent and replies. POST `delete`: removes a message, also one of the app. */
export const OfMessage = InChannel.extend({ ts: Name });
/** POST `say`: writes a message, into a thread when `threadTs` is given. Answers `{ message: ShownMessage }`. */
export const Say = InChannel.extend({
  text: z.string().max(40_000),
  threadTs: Name.optional(),
  /** Sends the text as it stands, without making mentions and links of `@name`, `#name` and URLs. */
  isRaw: z.boolean().default(false),
});
/** POST `command`: runs a slash command; `text` is the whole line. A refusal's `message` is shown to the person. */
export const Command = InChannel.extend({ text: z.string().max(4000), threadTs: Name.optional() });
/**
 * POST `action`: uses an interactive element, either of a view (`viewId`) or of a message (`channel` and `ts`).
 * For `feedback_buttons` the `value` is that of the chosen button. In an input block the element must have
 * `dispatch_action: true`, else Slack sends nothing and neither may the page.
 */
export const Action = By.extend({
  channel: Name.optional(),
  ts: Name.optional(),
  viewId: Name.optional(),
  actionId: z.string().max(255),
  /** Needed only when several blocks hold this action_id. */
  blockId: z.string().max(255).optional(),
  value: Entered.optional(),
  /** Tells buttons with the same action_id apart by their own value. */
  buttonValue: z.string().max(2000).optional(),
  /** What stands in the surface's other inputs. */
  values: EnteredValues.optional(),
});
/**
 * POST `options`: asks the app for the choices of an `external_select` or `multi_external_select`, named as in `action`.
 * Answers `{ options: Option[], option_groups?: { label, options }[] }`; the page shows `option.text.text` and sends
 * `option.value` back in `action` and `submit`. Ask when the menu opens and at each change of the query, once it has
 * `min_query_length` characters (3 unless the element says otherwise).
 */
export const OptionsQuery = By.extend({
  channel: Name.optional(),
  ts: Name.optional(),
  viewId: Name.optional(),
  actionId: z.string().max(255),
  blockId: z.string().max(255).optional(),
  query: z.string().max(300).default(''),
});
/** POST `shortcut`: runs a shortcut of `workspace.shortcuts`; `channel` and `ts` for one of kind `message`. */
export const Shortcut = By.extend({
  callbackId: z.string().min(1).max(255),
  channel: Name.optional(),
  ts: Name.optional(),
});
/**
 * POST `submit`: submits the top modal. Answers `{ ok: true }`, or `{ ok: false, error, message, errors? }` with
 * `errors` by block id. What happens next (closed, updated, pushed) comes as `views.changed`.
 */
export const Submit = By.extend({ viewId: Name, values: EnteredValues.default({}) });
/** POST `close`: closes the top modal; `all` closes the whole stack. */
export const Close = By.extend({ viewId: Name, all: z.boolean().default(false) });
/** POST `edit`: edits one's own message. */
export const Edit = OfMessage.extend({ text: z.string().min(1).max(40_000) });
/** POST `react`: gives the reaction, or takes it back when it was given. */
export const React = OfMessage.extend({ name: z.string().regex(/^[a-z0-9_+'-]+$/) });
/** POST `invite`: adds somebody to a channel. */
export const Invite = InChannel.extend({ invited: Name });
/** POST `remove-member`: removes somebody from a channel. */
export const RemoveMember = InChannel.extend({ removed: Name });
/**
 * POST `open-direct`: the direct conversation with `other`, the app's bot unless told: `{ channel: id }`. With the bot it
 * also tells the app (`app_home_opened`, tab `messages`), so call it each time a person enters that conversation.
 */
export const Open = By.extend({ other: Name.optional() });
/** POST `open-home`: the person opened the app's `home` tab (or its `messages` tab), which tells the app. */
export const OpenHome = By.extend({ tab: z.enum(['home', 'messages']).default('home') });
/**
 * POST `context`: what the person is looking at while the agent pane is open beside it; tells the app
 * (`app_context_changed`). `channel` is what they look at, `ts` a message in it.
 */
export const Context = By.extend({ channel: Name, ts: Name.optional() });
/**
 * POST `upload`: shares a file as a person. `data` is base64. Without `channel` it is only stored, for a `file_input`.
 * Answers `{ file: ShownFile }`.
 */
export const Upload = By.extend({
  channel: Name.optional(),
  threadTs: Name.optional(),
  name: z.string().min(1).max(255),
  data: z.base64().max(14_000_000),
  text: z.string().max(4000).default(''),
});
/** GET `canvas`: one canvas by its id, as in its permalink `/docs/<id>`. Answers `{ canvas: ShownCanvas }`. */
export const CanvasById = By.extend({ id: Name });
/** GET `log`: what crossed the border between workspace and app, oldest first; `after` reads on. */
export const Log = z.object({
  after: z.coerce.number().int().min(0).default(0),
  kind: Name.optional(),
  method: Name.optional(),
});
/** POST `rate-limits`. */
export const SwitchInput = z.object({ enabled: z.boolean() });
/** POST `request-url`: where to deliver when no socket is connected. */
export const RequestUrlInput = z.object({ url: z.url().nullable() });

const scope = {
  method: Name,
  channel: Name.exactOptional(),
  times: z.number().int().min(1).exactOptional(),
  forMs: z.number().min(0).exactOptional(),
};
const effect = z.enum(['before', 'after']);
const ofEvents = { eventType: Name.exactOptional(), times: z.number().int().min(1).exactOptional() };
const duration = z
  .number()
  .min(0)
  .max(24 * 3_600_000);

/** POST `faults`: adds one fault; GET `faults` lists those still waiting; POST `faults/clear` ends all. See `faults.ts`. */
export const FaultInput = z.discriminatedUnion('kind', [
  z.object({ ...scope, kind: z.literal('delay'), ms: z.number().min(0).max(600_000) }),
  z.object({
    ...scope,
    kind: z.literal('rate_limited'),
    retryAfterSeconds: z.number().int().min(0).nullable(),
  }),
  z.object({ ...scope, kind: z.literal('server_error'), effect }),
  z.object({ ...scope, kind: z.literal('drop_connection'), effect }),
  z.object({ ...scope, kind: z.literal('timeout'), effect }),
  z.object({ ...scope, kind: z.literal('api_error'), error: Name }),
  z.object({
    ...ofEvents,
    kind: z.literal('duplicate_event'),
    copies: z.number().int().min(2).max(50).exactOptional(),
  }),
  z.object({
    ...ofEvents,
    kind: z.literal('fan_out_event'),
    copies: z.number().int().min(2).max(50).exactOptional(),
  }),
  z.object({ ...ofEvents, kind: z.literal('reorder_events'), count: z.number().int().min(2).max(50) }),
  z.object({ ...ofEvents, kind: z.literal('lose_first_copy') }),
  z.object({ ...ofEvents, kind: z.literal('lose_event') }),
  z.object({ ...ofEvents, kind: z.literal('delay_event'), ms: z.number().min(0).max(600_000) }),
  z.object({ kind: z.literal('drop_sockets') }),
  z.object({ kind: z.literal('refuse_sockets'), forMs: duration.exactOptional() }),
  z.object({ kind: z.literal('silent_sockets'), forMs: duration.exactOptional() }),
  z.object({ kind: z.literal('down'), forMs: duration }),
]);
