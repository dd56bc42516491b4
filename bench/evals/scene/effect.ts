/** What can go wrong with a service. Everything that follows from it, in the service and in its callers, is simulated. */
import type { Shape } from './shape.js';

interface Common {
  readonly service: string;
  readonly shape: Shape;
}

export type Effect =
  /** Its own code throws for this share of requests: code 500. */
  | (Common & { readonly kind: 'exceptions'; readonly share: number; readonly message: string })
  /** Its own work takes so many seconds longer. */
  | (Common & { readonly kind: 'slow'; readonly seconds: number; readonly message?: string })
  /** A query holds locks, so that all queries take so many seconds. Databases only. */
  | (Common & { readonly kind: 'slow-queries'; readonly seconds: number })
  /** Connections are not given back; at 1 the whole pool is gone. */
  | (Common & { readonly kind: 'pool-leak' })
  /** Memory grows up to this share of its limit. */
  | (Common & { readonly kind: 'memory'; readonly upTo: number })
  /** It can serve this multiple of its usual capacity. */
  | (Common & { readonly kind: 'capacity'; readonly factor: number })
  /** So many times its usual requests arrive at it, from whoever calls it from outside. */
  | (Common & { readonly kind: 'traffic'; readonly factor: number })
  /** `target` refuses its credential: code 401. */
  | (Common & { readonly kind: 'refused-credential'; readonly target: string; readonly hasExpired: boolean })
  /** This share of its requests is answered with 503 at once. */
  | (Common & { readonly kind: 'refuses'; readonly share: number; readonly message: string })
  /** It calls `target` so many times as often as before. */
  | (Common & { readonly kind: 'calls-more'; readonly target: string; readonly factor: number })
  /** Nothing listens any more. */
  | (Common & { readonly kind: 'down' })
  /** Its processes start again, with this version when a release did it. */
  | (Common & { readonly kind: 'restart'; readonly version?: string });

export type EffectKind = Effect['kind'];
export type EffectOf<Kind extends EffectKind> = Extract<Effect, { kind: Kind }>;

/** Those of one kind at one service. */
export function effectsOf<Kind extends EffectKind>(
  effects: readonly Effect[],
  kind: Kind,
  service: string,
): readonly EffectOf<Kind>[] {
  return effects.filter(
    (effect): effect is EffectOf<Kind> => effect.kind === kind && effect.service === service,
  );
}

/** How often a service calls another per request of its own, with what makes it call more often. */
export function timesCalled(
  effects: readonly Effect[],
  { service, target, usually, t }: { service: string; target: string; usually: number; t: number },
): number {
  return effectsOf(effects, 'calls-more', service)
    .filter((effect) => effect.target === target)
    .reduce((times, { factor, shape }) => times * (1 + (factor - 1) * shape(t)), usually);
}
