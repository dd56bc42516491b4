/**
 * GitHub's webhooks: deployments and how they end, runs of workflows that deploy, and pushes to the default branch, each as
 * a change. An event is told again under the same id whichever hook brings it, so twice is once.
 */
import { z } from 'zod';
import type { Service } from '../../incidents/service.js';
import { parseJson, parseWith } from '../payload.js';
import { signedBody } from '../signed-body.js';
import type { Delivery, Source } from '../source.js';
import {
  Deployment,
  DeploymentStatus,
  deploymentChange,
  deploymentStatusChange,
} from './github/deployments.js';
import { Push, pushChange } from './github/pushes.js';
import { WorkflowRun, workflowRunChange } from './github/workflow-runs.js';
import type { GitHubContext } from './github/repository.js';

/** Names the event. */
const EVENT_HEADER = 'x-github-event';

export const github = (secrets: readonly string[] | null, services: () => readonly Service[]): Source => {
  const signature = signedBody({
    secrets,
    header: 'x-hub-signature-256',
    prefix: 'sha256=',
    variable: 'GITHUB_WEBHOOK_SECRET',
    place: "of the webhook in GitHub's settings",
  });
  return {
    name: 'github',
    path: '/webhooks/github',
    ...signature,
    read(delivery) {
      const change = readChange(eventOf(delivery), jsonOf(delivery), {
        services: services(),
        receivedAt: delivery.receivedAt,
      });
      return change === undefined ? {} : { changes: [change] };
    },
    sign: (body) => ({ ...signature.sign(body), [EVENT_HEADER]: guessEvent(() => parseJson(body)) }),
  };
};

function readChange(event: string, body: unknown, context: GitHubContext) {
  switch (event) {
    case 'deployment':
      return deploymentChange(parseWith(Deployment, body), context);
    case 'deployment_status':
      return deploymentStatusChange(parseWith(DeploymentStatus, body), context);
    case 'workflow_run':
      return workflowRunChange(parseWith(WorkflowRun, body), context);
    case 'push':
      return pushChange(parseWith(Push, body), context);
    default:
      // `ping`, and whatever else the hook was told to send.
      return undefined;
  }
}

function eventOf(delivery: Delivery): string {
  const event = delivery.headers[EVENT_HEADER];
  return typeof event === 'string' ? event : guessEvent(() => jsonOf(delivery));
}

/** The content type that GitHub's form for a new webhook begins with puts the JSON into a field. */
function jsonOf({ headers, body }: Delivery): unknown {
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') !== true)
    return parseJson(body);
  const payload = new URLSearchParams(body.toString('utf8')).get('payload') ?? '';
  return parseJson(Buffer.from(payload));
}

const Shape = z.record(z.string(), z.unknown());
/** Each says more than those after it: a status carries its deployment along, and that the run that made it. */
const TOLD = ['deployment_status', 'deployment', 'workflow_run'];

/** For a kept payload, whose headers are gone. */
function guessEvent(read: () => unknown): string {
  try {
    const shape = Shape.parse(read());
    if ('pusher' in shape) return 'push';
    return TOLD.find((name) => shape[name] instanceof Object) ?? 'ping';
  } catch {
    return 'ping';
  }
}
