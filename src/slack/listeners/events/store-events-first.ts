/**
 * Stores events before Slack hears that we have them. Bolt acknowledges an event before any listener sees it, so a crash
 * in between would lose it for good; therefore events are taken here, between the receiver and Bolt. An event that cannot
 * be stored is not acknowledged, and Slack sends it again.
 */
import type { App, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Logger } from '../../../observability/logger.js';
import type { UseCases } from '../../../workflows/use-cases.js';
import { parseEvent, type ParseSettings } from './parse-event.js';

export function storeEventsFirst(
  receiver: Receiver,
  deps: { useCases: Pick<UseCases, 'acceptSlackInput'>; log: Logger; settings: ParseSettings },
): Receiver {
  const { useCases, log, settings } = deps;

  async function takeEvent({ body, ack, retryNum }: ReceiverEvent): Promise<void> {
    const input = parseEvent(body, settings);
    if (input) {
      try {
        // A retry may be the first copy that arrives: whether it is known already is the database's to say.
        await useCases.acceptSlackInput(input);
      } catch (error) {
        log.error({ err: error, type: input.event.type, retryNum }, 'slack event could not be stored');
        throw error;
      }
    }
    await ack();
  }

  return {
    init(app) {
      const processEvent: App['processEvent'] = (event) => {
        if (event.body['type'] === 'event_callback') return takeEvent(event);
        if (event.body['type'] === 'app_rate_limited') {
          log.warn({ minute: event.body['minute_rate_limited'] as unknown }, 'slack holds back events');
          return event.ack();
        }
        return app.processEvent(event);
      };
      // Everything else about the app stays Bolt's.
      receiver.init(Object.create(app, { processEvent: { value: processEvent } }) as App);
    },
    start: (...options: unknown[]) => receiver.start(...options),
    stop: (...options: unknown[]) => receiver.stop(...options),
  };
}
