/** The YAML file: what Firewatch knows, and what it may do. Secrets, and what it runs on, are in the environment. Every part is optional. */
import { z } from 'zod';
import { isTimeZone } from '../shared/time-zone.js';
import { Actions } from './actions/actions.js';
import { FallbackModel } from './fallback-models.js';
import { wholeNumber } from './fields.js';
import { Mcp } from './mcp.js';
import { spendingKeys } from './spending.js';

const UNITS = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

const DURATION = 'must be a duration such as 30s, 5m, 2h or 7d';
/** `30s`, `5m`, `2h`, `7d` → seconds. */
const Duration = z
  .string(DURATION)
  .regex(/^\d+[smhd]$/, DURATION)
  .transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS]);
const duration = (value: string) => Duration.prefault(value);
/** Where zero would mean "at once" or "never", which nobody wants by accident. */
const period = (value: string) =>
  Duration.refine((seconds) => seconds > 0, 'must be longer than zero').prefault(value);
/** Investigations that take much longer are given up as dead. */
const MAX_TIME_LIMIT_SECONDS = 5 * UNITS.m;
/** An alert that fires all the time must not wait for longer. */
const MAX_WAIT_SECONDS = UNITS.d;
const WAIT = 'must be longer than zero and at most 1d';
const TIME_LIMIT = 'must be longer than zero and at most 5m';
const EMOJI = 'must be the name of an emoji without colons, such as pushpin';
const SELECTOR = 'must be a LogQL stream selector such as {app="$service"}';
const POSTMORTEM_FROM = 'must be sev1, sev2, sev3, sev4 or never';
const DIGEST_DAY = 'must be mon, tue, wed, thu, fri, sat, sun or never';
const TIME_OF_DAY = 'must be a time of day such as 09:00';
const TIME_ZONE = 'must be a time zone such as Europe/Berlin';
const count = (value: number) => wholeNumber(1).default(value);

const OpenAfter = z.strictObject({
  /** As in /webhooks/NAME. Left out: of any sender. */
  source: z.string().optional(),
  /** Name of the alert; `*` stands for any run of characters. */
  alertname: z.string().min(1),
  firings: wholeNumber(2),
  within: Duration.refine((seconds) => seconds > 0 && seconds <= MAX_WAIT_SECONDS, WAIT),
});

const MOMENT = 'must be a moment with its time zone, such as 2026-12-01T22:00:00Z';
const Moment = z.iso.datetime({ offset: true, error: MOMENT }).transform((text) => new Date(text));
const Maintenance = z
  .strictObject({ service: z.string().min(1), from: Moment, until: Moment, reason: z.string().min(1) })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'must be later than from' });

export const ConfigFile = z.strictObject({
  /** Backstage catalog-info.yaml files or folders with them. Paths are relative to this file. */
  catalog: z.array(z.string()).default([]),
  /** Folders with runbooks. */
  runbooks: z.array(z.string()).default(['runbooks']),
  /** OpenSLO v1 files or folders with them. Components may have a short one among their annotations instead. */
  slos: z.array(z.string()).default([]),
  /** What describes senders that Firewatch has no reader of its own for. Relative to this file. */
  webhooks: z.string().optional(),
  metrics: z
    .strictObject({
      window: z
        .string()
        .regex(/^\d+[smh]$/, 'must be a PromQL duration such as 1m')
        .default('1m'),
      baseline: period('1h'),
      step: period('15s'),
      queryTimeout: period('5s'),
      evidenceTimeout: period('10s'),
      /** PromQL for services whose catalogue entry names none; `$service` and `$window` are filled in. */
      signals: z
        .strictObject({
          requests: z.string().optional(),
          errors: z.string().optional(),
          latency: z.string().optional(),
          saturation: z.string().optional(),
        })
        .default({}),
    })
    .prefault({}),
  logs: z
    .strictObject({
      /** LogQL stream selector for services whose catalogue entry names none; `$service` is filled in. */
      selector: z
        .string(SELECTOR)
        .regex(/^\{.*\$service.*\}$/s, SELECTOR)
        .optional(),
    })
    .prefault({}),
  incidents: z
    .strictObject({
      groupWithin: duration('5m'),
      groupSpan: duration('30m'),
      sameServiceWithin: duration('6h'),
      groupDistance: wholeNumber(0, 4).default(2),
      maxAlerts: count(200),
      /** Alerts that open an incident only when several came, or when one fires for as long as `within`. */
      openAfter: z.array(OpenAfter).prefault([]),
      /** More incidents than this within ten minutes are a storm; 0: none is. */
      stormAbove: wholeNumber(0).default(10),
      reopenWithin: duration('30m'),
      sameCauseWithin: duration('1d'),
      changesWithin: duration('1d'),
      /** Name of the emoji, without colons, that puts a message of an incident's thread on its timeline. */
      timelineEmoji: z
        .string(EMOJI)
        .regex(/^[a-z0-9_+'-]+$/, EMOJI)
        .default('pushpin'),
      /** The mildest severity whose postmortem is drafted at the end by itself. */
      postmortemFrom: z.enum(['sev1', 'sev2', 'sev3', 'sev4', 'never'], POSTMORTEM_FROM).default('sev2'),
      /** 0s: nobody is reminded. */
      updateEvery: z
        .strictObject({
          sev1: duration('30m'),
          sev2: duration('1h'),
          sev3: duration('4h'),
          sev4: duration('0s'),
        })
        .prefault({}),
    })
    .prefault({}),
  /** When each team is told how its week went. */
  digest: z
    .strictObject({
      day: z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'never'], DIGEST_DAY).default('mon'),
      at: z
        .string(TIME_OF_DAY)
        .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, TIME_OF_DAY)
        .default('09:00'),
      timeZone: z.string(TIME_ZONE).refine(isTimeZone, TIME_ZONE).default('UTC'),
    })
    .prefault({}),
  /** When alerts of a service open nothing, because somebody works on it. */
  maintenance: z.array(Maintenance).prefault([]),
  // Most incidents need four turns; the rest is room for a wrong turn. A person waits 90 s, not five minutes.
  agent: z
    .strictObject({
      modelCalls: count(8),
      toolCalls: count(20),
      timeLimit: Duration.refine(
        (seconds) => seconds > 0 && seconds <= MAX_TIME_LIMIT_SECONDS,
        TIME_LIMIT,
      ).prefault('90s'),
      inputTokens: count(120_000),
      // Four times what a long report takes.
      outputTokens: count(4_000),
      fallbackModels: z.array(FallbackModel).default([]),
      requestTimeout: period('30s'),
      streaming: z.boolean().default(false),
      ...spendingKeys,
    })
    .prefault({}),
  approvals: z
    .strictObject({
      /** Slack user ids (U…). Nobody may approve until somebody is named here. */
      approvers: z
        .array(z.string().regex(/^[UW][A-Z0-9]+$/, 'must be Slack user ids such as U012AB3CD'))
        .default([]),
      expireAfter: period('30m'),
      /** Who may approve what, where and when; instead of `approvers`. Relative to this file. */
      policy: z.string().optional(),
      verifyEvery: period('5s'),
    })
    .prefault({}),
  slack: z
    .strictObject({
      /** A new incident that Slack could not show for so long is told by a note in the paging system. */
      tellElsewhereAfter: period('2m'),
    })
    .prefault({}),
  actions: Actions,
  mcp: Mcp,
});
export type ConfigFile = z.infer<typeof ConfigFile>;
