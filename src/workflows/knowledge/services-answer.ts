import type { Service } from '../../incidents/service.js';

export interface ServicesAnswer {
  readonly days: number;
  /** Of the catalogue, the most important first, with how many alerts were about each in these days. */
  readonly known: readonly { readonly service: Service; readonly alerts: number }[];
  /** Names in alerts of these days that the catalogue lacks, the most frequent first. */
  readonly unmapped: readonly NamedService[];
}

/** A service as alerts name it. */
interface NamedService {
  readonly name: string;
  readonly alerts: number;
  readonly lastAt: Date;
}
