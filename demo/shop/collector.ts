/** Where the services' log lines and spans are sent, as they come. */
import type { LogLine } from './structured-log.js';
import type { ShopSpan } from './tracing.js';

export interface Collector {
  onLine(line: LogLine): void;
  onSpan(span: ShopSpan): void;
}
