/** What may be asked of an analysis by whoever shows it. */
export type { Analysis, Hypothesis } from '../../agent/report/report.js';
export type { UnverifiedStatement } from '../../agent/report/verify/verification.js';
export { otherCauses } from '../../agent/report/report.js';
export { unverifiedAt } from '../../agent/report/verify/verification.js';
