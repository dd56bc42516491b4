/** How bad it is when an action does harm, as whoever configured it says. */
export const RISKS = ['low', 'medium', 'high'] as const;
export type Risk = (typeof RISKS)[number];

/** Of none: low. */
export function highestRisk(risks: readonly Risk[]): Risk {
  return RISKS.findLast((risk) => risks.includes(risk)) ?? 'low';
}
