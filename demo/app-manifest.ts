/** The app as its manifest declares it, for the local Slack: the same commands, shortcuts, events and scopes as in production. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { LocalSlackOptions } from './slack/local-slack.js';

const PATH = fileURLToPath(new URL('../deploy/slack-manifest.yaml', import.meta.url));

const Manifest = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({
        command: z.string(),
        description: z.string(),
        usage_hint: z.string().default(''),
        should_escape: z.boolean().default(false),
      }),
    ),
    shortcuts: z
      .array(z.object({ name: z.string(), type: z.enum(['message', 'global']), callback_id: z.string() }))
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }).default({ bot_events: [] }),
  }),
});

export type AppOptions = Pick<LocalSlackOptions, 'commands' | 'shortcuts' | 'subscriptions' | 'scopes'>;

export function readAppManifest(): AppOptions {
  const { features, oauth_config: oauth, settings } = Manifest.parse(parse(readFileSync(PATH, 'utf8')));
  return {
    commands: features.slash_commands.map(
      ({ command, description, usage_hint: usageHint, should_escape: shouldEscape }) => ({
        command,
        description,
        usageHint,
        shouldEscape,
      }),
    ),
    shortcuts: features.shortcuts.map(({ name, type: kind, callback_id: callbackId }) => ({
      callbackId,
      name,
      kind,
    })),
    subscriptions: settings.event_subscriptions.bot_events,
    scopes: oauth.scopes.bot,
  };
}
