/** How the actions on silences name an alert, and the exact matchers for it. */
import { z } from 'zod';
import { UserInputError } from '../../../src/shared/errors.js';
import { ServiceName } from './names.js';
import type { ActionAlertmanager, Matcher } from '../ports/alertmanager.js';

export const AlertOfService = z.strictObject({
  alert: z
    .string()
    .regex(/^[A-Za-z0-9][\w .:/()-]{0,199}$/, 'must be the name of an alert, its alertname label')
    .describe('The alertname label'),
  service: ServiceName,
});
export type AlertOfService = z.output<typeof AlertOfService>;

/** @throws UserInputError that tells the operator what to configure. */
export function findAlertmanager(alertmanager: ActionAlertmanager | undefined): ActionAlertmanager {
  if (alertmanager) return alertmanager;
  throw new UserInputError(
    'No Alertmanager is configured for silences; set actions.alertmanager.url in firewatch.yaml.',
  );
}

export function matchersFor(
  { serviceLabel }: ActionAlertmanager,
  { alert, service }: AlertOfService,
): readonly Matcher[] {
  return [
    { name: 'alertname', value: alert },
    { name: serviceLabel, value: service },
  ];
}

/** `{alertname="CheckoutErrors",service="checkout"}`. */
export function writeMatchers(matchers: readonly Matcher[]): string {
  return `{${matchers.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}
