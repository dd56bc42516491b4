/** The list of Web API methods. */
import { assistantMethods } from './assistant.js';
import { canvasMethods } from './canvases.js';
import { chatMethods } from './chat.js';
import { connectionMethods } from './connection.js';
import { conversationMethods } from './conversations.js';
import { fileMethods } from './files.js';
import type { ApiMethod } from './method.js';
import { reactionMethods } from './reactions.js';
import { streamMethods } from './streams.js';
import { userMethods } from './users.js';
import { viewMethods } from './views.js';

export const apiMethods: readonly ApiMethod[] = [
  ...connectionMethods,
  ...chatMethods,
  ...streamMethods,
  ...assistantMethods,
  ...conversationMethods,
  ...userMethods,
  ...reactionMethods,
  ...fileMethods,
  ...canvasMethods,
  ...viewMethods,
];
