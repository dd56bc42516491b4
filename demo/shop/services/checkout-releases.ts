/** The releases of checkout: which one runs, and which one was rolled back last. */

export interface Voucher {
  readonly rate: number;
  /** Present on vouchers of the new kind only, which nobody has been given yet. */
  readonly terms?: { readonly rate: number };
}

export interface Release {
  readonly version: string;
  /** Throws for every voucher of today. */
  readonly isBad: boolean;
  /** Share of the price. Throws for a voucher that it cannot read. */
  discountRate(voucher: Voucher | undefined): number;
}

export const STABLE_VERSION = '1.14.2';

export interface Releases {
  current(): Release;
  /** Undefined while nothing was rolled back, or something was deployed since. */
  rolledBack(): Release | undefined;
  deploy(options: { isBad: boolean }): void;
  /** To the stable one; false when that runs already. */
  rollBack(): boolean;
  /** What was rolled back runs again; undefined when there is none. */
  redeploy(): Release | undefined;
}

export function createReleases(): Releases {
  const stable: Release = { version: STABLE_VERSION, isBad: false, discountRate: rateOf };
  let current = stable;
  let rolledBack: Release | undefined;
  let deploys = 0;

  return {
    current: () => current,
    rolledBack: () => rolledBack,
    deploy({ isBad }) {
      current = { version: `1.15.${deploys}`, isBad, discountRate: isBad ? rateOfTerms : rateOf };
      deploys += 1;
      rolledBack = undefined;
    },
    rollBack() {
      if (current === stable) return false;
      rolledBack = current;
      current = stable;
      return true;
    },
    redeploy() {
      if (rolledBack === undefined) return undefined;
      current = rolledBack;
      rolledBack = undefined;
      return current;
    },
  };
}

function rateOf(voucher: Voucher | undefined): number {
  const found = voucher as Voucher;
  return found.rate;
}

/** Reads a field that today's vouchers do not have. */
function rateOfTerms(voucher: Voucher | undefined): number {
  const { terms } = voucher as Required<Voucher>;
  return terms.rate;
}
