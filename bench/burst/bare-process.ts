/** A receiver that stores nothing: it reads every request and answers 200. What the sender and the machine take at best. */
import { startLocalServer } from '../local-server.js';

const { url } = await startLocalServer((_request, response) => response.end());
process.send?.({ url });
