/** What people can ask for about alerts that shall wait. */
import type { HeldAlert, MaintenanceWindow } from '../../incidents/holds.js';
import type { Person } from './person.js';

export interface HeldBack {
  /** Not over yet; the first to end first. */
  readonly windows: readonly MaintenanceWindow[];
  /** Those that fire, the first to be released first; the first few. */
  readonly alerts: readonly HeldAlert[];
  /** How many are held back in all. */
  readonly alertCount: number;
  readonly now: Date;
}

export interface MaintenanceUseCases {
  /** From now on; the same `requestId` again changes nothing. */
  declareMaintenance(
    by: Person,
    request: {
      readonly requestId: string;
      readonly service: string;
      readonly seconds: number;
      readonly reason: string;
    },
  ): Promise<MaintenanceWindow>;
  /** Ends what people declared for it; so many alerts waited for that and open incidents now. */
  endMaintenance(
    by: Person,
    service: string,
  ): Promise<{ readonly isEnded: boolean; readonly released: number }>;
  readHeldBack(limit: number): Promise<HeldBack>;
}
