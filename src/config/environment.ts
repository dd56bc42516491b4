/** Every environment variable Firewatch reads, with its default and what it is for. `.env.example` is checked against this. */
import { z } from 'zod';
import { Address } from './fields.js';

/** An empty variable counts as absent: that is how people switch something off in an .env file. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const PORT = 'must be a number from 0 to 65535';
const port = () => z.coerce.number(PORT).int(PORT).min(0, PORT).max(65_535, PORT);
/** Shorter ones are guessed. */
const secret = () => z.string().min(8, 'must have at least 8 characters');
/** Several with commas between them while one takes the place of another, the newest first. */
/** Several with commas between them. */
const list = () => z.string().transform((text) => text.split(',').map((part) => part.trim()));
const secrets = () =>
  list().refine((all) => all.every((one) => one.length >= 8), 'must have at least 8 characters');
const names = () => list().transform((all) => all.filter(Boolean));
const TOPIC_ARN = /^arn:aws(?:-cn|-us-gov)?:sns:[a-z0-9-]+:\d{12}:[\w.-]{1,256}$/;
const topicArns = () =>
  list().refine(
    (all) => all.every((one) => TOPIC_ARN.test(one)),
    'must be ARNs such as arn:aws:sns:eu-west-1:123456789012:alarms, with commas between them',
  );
/** What can stand in a header. */
const tenant = () => z.string().regex(/^[\x21-\x7e]+$/, 'must be printable characters without blanks');
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const withDefault = <T extends z.ZodType>(schema: T, value: z.input<T>) =>
  z.preprocess((given) => (given === '' || given === undefined ? value : given), schema);

const Variables = z.object({
  FIREWATCH_CONFIG: optional(z.string()).describe(
    'The YAML file with catalogue, runbooks, approvers and actions. Default: firewatch.yaml, when there is one.',
  ),
  FIREWATCH_DATA_DIR: withDefault(z.string(), '.firewatch').describe(
    'Where the embedded database lives when DATABASE_URL is not set.',
  ),
  DATABASE_URL: optional(z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')).describe(
    'PostgreSQL, for production and for more than one replica. Empty: the embedded database.',
  ),
  FIREWATCH_PRIVACY_KEY: optional(z.string().min(16, 'must have at least 16 characters')).describe(
    'Random text under which secrets and personal data get their placeholders. Empty: made once, kept in the database.',
  ),
  FIREWATCH_ACTIONS: withDefault(z.enum(['on', 'off'], 'must be on or off'), 'on').describe(
    'Whether approved fixes are executed. With off nothing is, and nobody can change that from Slack.',
  ),
  HOST: withDefault(z.string(), '127.0.0.1').describe(
    'Address the HTTP server listens on; 0.0.0.0 in a container.',
  ),
  PORT: withDefault(port(), 8080).describe('Port of the HTTP server.'),
  LOG_LEVEL: withDefault(z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`), 'info').describe(
    'How much is logged, as JSON lines.',
  ),

  SLACK_BOT_TOKEN: optional(z.string().startsWith('xoxb-', 'must begin with xoxb-')).describe(
    'Bot token of the Slack app. Required to start.',
  ),
  SLACK_APP_TOKEN: optional(z.string().startsWith('xapp-', 'must begin with xapp-')).describe(
    'App-level token: Socket Mode, no public address needed.',
  ),
  SLACK_SIGNING_SECRET: optional(secret()).describe(
    'Signing secret: HTTP mode, Slack calls POST /slack/events. Needed when SLACK_APP_TOKEN is empty.',
  ),
  SLACK_CHANNEL: withDefault(z.string(), 'incidents').describe(
    'Channel for incidents whose service names none: an id or a name. Invite the bot to it.',
  ),
  SLACK_API_URL: optional(Address).describe("Another address of Slack's Web API, for tests and the demo."),

  ALERTMANAGER_TOKEN: optional(secrets()).describe(
    'Token that Alertmanager sends to POST /webhooks/alertmanager. Two with a comma between them while it changes.',
  ),
  ALERTMANAGER_URL: optional(Address).describe(
    'Alertmanager, where alerts are looked up of which no webhook told. Empty: they are not.',
  ),
  ALERTMANAGER_API_TOKEN: optional(z.string()).describe('Bearer token for it, when it wants one.'),
  ALERTMANAGER_RECEIVER: optional(names()).describe(
    'Name of its receiver that calls Firewatch; several with commas between them. Empty: its only one.',
  ),
  CHANGES_TOKEN: optional(secrets()).describe(
    'Token for POST /changes, where deploys are reported. Two with a comma between them while it changes.',
  ),
  GRAFANA_TOKEN: optional(secrets()).describe(
    "Token that Grafana's contact point sends to POST /webhooks/grafana. Two with a comma between them while it changes.",
  ),
  GRAFANA_SIGNING_SECRET: optional(secrets()).describe(
    'Secret by which Grafana signs what it sends there; instead of the token, or beside it.',
  ),
  DATADOG_TOKEN: optional(secrets()).describe(
    "Token that Datadog's webhook sends to POST /webhooks/datadog. Empty: nothing is taken there.",
  ),
  ARGOCD_TOKEN: optional(secrets()).describe(
    'Token that Argo CD notifications send to POST /webhooks/argocd. Empty: nothing is taken there.',
  ),
  PAGERDUTY_WEBHOOK_SECRET: optional(secrets()).describe(
    "Secret of PagerDuty's webhook to POST /webhooks/pagerduty. Empty: nothing is taken there.",
  ),
  SENTRY_CLIENT_SECRET: optional(secrets()).describe(
    'Client secret of the integration by which Sentry calls POST /webhooks/sentry. Empty: nothing is taken there.',
  ),
  SNS_TOPIC_ARNS: optional(topicArns()).describe(
    'Topics of Amazon SNS that tell POST /webhooks/cloudwatch of alarms, by ARN, with commas between them.',
  ),
  GITHUB_WEBHOOK_SECRET: optional(secrets()).describe(
    "Secret of GitHub's webhook to POST /webhooks/github. Empty: nothing is taken there.",
  ),
  WEBHOOK_TOKEN: optional(secrets()).describe(
    'Token of the senders that webhooks.yaml describes, where it names no other variable.',
  ),
  MCP_TOKEN: optional(z.string().min(16, 'must have at least 16 characters')).describe(
    'Bearer token for POST /mcp, where other assistants read incidents and runbooks. Empty: nobody does.',
  ),
  PROMETHEUS_URL: optional(Address).describe(
    'Prometheus or anything that speaks its HTTP API. Empty: no metrics.',
  ),
  PROMETHEUS_TOKEN: optional(z.string()).describe('Bearer token for it, when it wants one.'),
  LOKI_URL: optional(Address).describe('Loki or anything that speaks its HTTP API. Empty: no logs.'),
  LOKI_TOKEN: optional(z.string()).describe('Bearer token for it, when it wants one.'),
  LOKI_TENANT: optional(tenant()).describe('Sent as X-Scope-OrgID, when it has several tenants.'),
  TEMPO_URL: optional(Address).describe('Tempo, for traces. Empty: no traces, unless JAEGER_URL is set.'),
  TEMPO_TOKEN: optional(z.string()).describe('Bearer token for it, when it wants one.'),
  TEMPO_TENANT: optional(tenant()).describe('Sent as X-Scope-OrgID, when it has several tenants.'),
  JAEGER_URL: optional(Address).describe(
    "Jaeger's query service, for traces; instead of TEMPO_URL, never beside it.",
  ),
  JAEGER_TOKEN: optional(z.string()).describe('Bearer token for it, when it wants one.'),

  OPENAI_API_KEY: optional(z.string()).describe(
    'Key of the language model. Empty: none is sent; with OPENAI_BASE_URL empty too, rules investigate.',
  ),
  OPENAI_BASE_URL: optional(Address).describe('Any OpenAI-compatible server. Empty: api.openai.com.'),
  OPENAI_MODEL: withDefault(z.string(), 'gpt-4.1').describe('Name of the model.'),

  PAGERDUTY_TOKEN: optional(z.string()).describe('REST API token. Empty: no PagerDuty.'),
  PAGERDUTY_FROM_EMAIL: optional(z.email('must be an e-mail address')).describe(
    'A PagerDuty user in whose name incidents are written.',
  ),
  PAGERDUTY_API_URL: optional(Address).describe(
    "Another address of PagerDuty's API, for tests and the EU region.",
  ),
});

export const Environment = Variables.refine(
  ({ TEMPO_URL, JAEGER_URL }) => TEMPO_URL === undefined || JAEGER_URL === undefined,
  {
    path: ['TEMPO_URL'],
    error: 'and JAEGER_URL are both set; traces come from one store, so leave one of them empty',
  },
);
export type Environment = z.infer<typeof Environment>;
