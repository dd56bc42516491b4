/** The demo's strip above the workspace: buttons that break the shop, and those to try approvals with. */
import type { BackOffice } from './back-office.js';
import { toggleFreeze } from './demo-policy.js';
import type { Fault } from './shop/faults.js';
import type { Shop } from './shop/shop.js';
import type { Panel } from './slack/ui/panel.js';

export function createFaultPanel(
  shop: Pick<Shop, 'faults' | 'surprises' | 'repair'>,
  {
    policyFile,
    pagerDutyUrl,
    backOffice,
  }: {
    policyFile: string;
    pagerDutyUrl?: string;
    /** Without it only the shop breaks. */
    backOffice?: Pick<BackOffice, 'breakDown' | 'repair'>;
  },
): Panel {
  return {
    ...(pagerDutyUrl !== undefined && { links: [{ label: 'PagerDuty', url: pagerDutyUrl }] }),
    groups: [
      {
        title: 'Break the shop',
        actions: [
          ...shop.faults.list().map(({ name, title }) => ({
            id: name,
            label: labelOf(name),
            hint: title,
            run: async () => breakIt(shop, name),
          })),
          ...(backOffice === undefined
            ? []
            : [
                {
                  id: 'several',
                  label: '🔥 several at once',
                  hint: 'The shop, the newsletters and the warehouse break together: three incidents, the worst first',
                  run: async () => {
                    shop.faults.inject('expired-credential');
                    backOffice.breakDown();
                    return 'Payments, the newsletters and the warehouse broke together. Watch #incidents, then say “/incident list”: the worst is first. PagerDuty has them too.';
                  },
                },
              ]),
          {
            id: 'repair',
            label: '🔧 repair',
            hint: 'Ends every fault, as somebody would who mends it without Firewatch',
            run: async () => {
              const ended = [...shop.repair(), ...(backOffice?.repair() ?? [])];
              return ended.length === 0
                ? 'Nothing is broken.'
                : `Ended: ${ended.map(labelOf).join(', ')}. The alerts stop in about ten seconds.`;
            },
          },
        ],
      },
      {
        title: 'Try approvals',
        actions: [
          {
            id: 'deploy-again',
            label: 'deploy again',
            hint: 'While the fix of “bad release” waits, checkout is deployed once more: what was proposed is out of date',
            run: async () =>
              shop.surprises.deployOver()
                ? 'Checkout was deployed once more, with the same mistake. Now approve the fix that waits: it is not run.'
                : 'Press “bad release” first, and this as soon as its fix waits for approval.',
          },
          {
            id: 'misleading-release',
            label: 'misleading release',
            hint: 'Checkout fails right after a release that has nothing to do with it: rolling it back does not help',
            run: async () =>
              shop.surprises.mislead()
                ? 'A harmless release of checkout went out, and then a voucher broke. Watch #incidents: the fix will not help.'
                : 'That is so already: a broken voucher fails whatever the release. Press “repair” to mend it.',
          },
          {
            id: 'freeze',
            label: '❄️ freeze',
            hint: 'Writes a freeze of ten minutes into policy.yaml; pressed again, takes it out',
            run: async () => freeze(policyFile),
          },
        ],
      },
    ],
  };
}

function breakIt(shop: Pick<Shop, 'faults'>, name: Fault['name']): string {
  const isBroken = shop.faults.list().some((fault) => fault.name === name && fault.isActive);
  const { title } = shop.faults.inject(name);
  return isBroken
    ? `That is so already: ${title}. Approve the fix in #incidents, or press “repair”.`
    : `${title}. Watch #incidents: the alert fires in about ten seconds.`;
}

function freeze(policyFile: string): string {
  switch (toggleFreeze(policyFile)) {
    case undefined:
      return `${policyFile} is no valid YAML, so it was left as it is. Firewatch goes on with what it said before.`;
    case true:
      return 'policy.yaml has a freeze of ten minutes now. Within five seconds no fix can be approved. Press again to end it.';
    case false:
      return 'The freeze is out of policy.yaml. Within five seconds fixes can be approved again.';
  }
}

function labelOf(name: string): string {
  return name.replaceAll('-', ' ');
}
