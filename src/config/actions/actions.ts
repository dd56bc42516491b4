/** The `actions` part of the YAML file: everything that people may have done after an approval, and nothing else. */
import { z } from 'zod';
import { withToken, type Variables } from '../from-environment.js';
import { Alertmanager } from './alertmanager.js';
import { Commands } from './commands.js';
import { FeatureFlags } from './feature-flags.js';
import { GitHub } from './github.js';
import { HttpEndpoint } from './http-endpoints.js';
import { Kubernetes } from './kubernetes.js';

export const Actions = z
  .strictObject({
    httpEndpoints: z.array(HttpEndpoint).default([]),
    commands: Commands,
    kubernetes: Kubernetes,
    github: GitHub.optional(),
    alertmanager: Alertmanager.optional(),
    featureFlags: FeatureFlags,
  })
  .prefault({});
type Actions = z.infer<typeof Actions>;

/** @throws ConfigError naming the variable that is missing. */
export function withTokens(actions: Actions, variables: Variables): Actions {
  const { alertmanager, featureFlags, github, httpEndpoints } = actions;
  return {
    ...actions,
    ...(alertmanager && { alertmanager: withToken(alertmanager, variables, 'actions.alertmanager') }),
    ...(github && { github: withToken(github, variables, 'actions.github') }),
    featureFlags: featureFlags.map((flag) => withToken(flag, variables, `the flag ${flag.name}`)),
    httpEndpoints: httpEndpoints.map((endpoint) =>
      withToken(endpoint, variables, `the endpoint ${endpoint.name}`),
    ),
  };
}
