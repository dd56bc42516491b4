/** The list of Web API methods. */
import { chatMethods } from './chat.js';
import { connectionMethods } from './connection.js';
import { conversationMethods } from './conversations.js';
import type { ApiMethod } from './method.js';
import { reactionMethods } from './reactions.js';
import { userMethods } from './users.js';
import { viewMethods } from './views.js';

export const apiMethods: readonly ApiMethod[] = [
  ...connectionMethods,
  ...chatMethods,
  ...conversationMethods,
  ...userMethods,
  ...reactionMethods,
  ...viewMethods,
];
