/** Every remediation action. The executor gets this list; the agent never sees it. */
import type { Action } from './action.js';
import { callHttpEndpoint } from './call-http-endpoint.js';

export const actions: readonly Action[] = [callHttpEndpoint];
