/** What people meet besides faults that a fix ends: a target that changes under a proposal, and a fix that does not help. */
import type { Checkout } from './services/checkout.js';

export interface Surprises {
  /** One more release with the same mistake; false while none with it runs. */
  readonly deployOver: () => boolean;
  /** Checkout fails right after a harmless release, for another reason; false when it does so already. */
  readonly mislead: () => boolean;
  /** Ends what `mislead` began; false when there is nothing to end. */
  readonly mend: () => boolean;
}

export function createSurprises(checkout: Checkout): Surprises {
  return {
    deployOver() {
      if (!checkout.isBadRelease()) return false;
      checkout.deployBadRelease();
      return true;
    },
    mislead() {
      if (checkout.isVoucherSpoiled()) return false;
      checkout.deployMisleadingRelease();
      return true;
    },
    mend() {
      if (!checkout.isVoucherSpoiled()) return false;
      checkout.mendVoucher();
      return true;
    },
  };
}
