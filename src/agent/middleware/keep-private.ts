/** An incident may become private while a model works on it: asked before each request, so that none is sent any more. */
import { createMiddleware } from 'langchain';
import { NotSentError, StoreFailedError } from '../model-error.js';

/** @throws NotSentError inside the run when `isPrivate` says so. */
export function keepPrivate(isPrivate: () => Promise<boolean>) {
  return createMiddleware({
    name: 'KeepPrivate',
    async wrapModelCall(request, handler) {
      const mayNotLeave = await isPrivate().catch((error: unknown) => {
        throw new StoreFailedError(error);
      });
      if (mayNotLeave) throw new NotSentError('private');
      return handler(request);
    },
  });
}
