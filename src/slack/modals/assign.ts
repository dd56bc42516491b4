/** The form that gives somebody a role. */
import { INCIDENT_ROLES, readRole, roleTitle, type IncidentRole } from '../../incidents/roles.js';
import { UserInputError } from '../../shared/errors.js';
import { capitalize } from '../../shared/text.js';
import { isSlackUserId, label, mention, glue, paragraph, type Line } from '../blocks/kit/block-kit.js';
import { describeAssigned } from '../commands/lifecycle/assign.js';
import { sayMrkdwn } from '../commands/say.js';
import { FORMS, OTHER_VERSION } from '../ids.js';
import { personField, selectField, textOf } from './fields.js';
import { defineIncidentForm } from './incident-form.js';

const FIELDS = { role: 'role', person: 'person' } as const;
const DUTIES: Readonly<Record<IncidentRole, string>> = {
  commander: 'decides and keeps the overview',
  communications: 'tells everybody outside how it goes',
  scribe: 'writes down what is tried and decided',
  operations: 'looks into it and changes the system',
  expert: 'knows this part of the system',
};

export const assignForm = defineIncidentForm({
  name: FORMS.assign,
  title: 'Who does what',
  send: 'Assign',
  async build(incident, { by, useCases }) {
    const roles = (await useCases.readIncident(incident.id))?.roles ?? [];
    const free = INCIDENT_ROLES.find((role) => !roles.some((one) => one.role === role));
    const now = roles.map(({ role, slackUserId }): Line => [
      label(capitalize(roleTitle(role))),
      mention(slackUserId),
    ]);
    return [
      ...(now.length === 0 ? [paragraph([glue('Nobody has a role yet.')])] : [paragraph(...now)]),
      selectField({
        id: FIELDS.role,
        label: 'Role',
        first: free ?? 'commander',
        choices: INCIDENT_ROLES.map((role) => ({
          value: role,
          text: capitalize(roleTitle(role)),
          description: DUTIES[role],
        })),
      }),
      personField({
        id: FIELDS.person,
        label: 'Person',
        hint: 'They get private instructions. Whoever had the role has it no more.',
        first: by.slackUserId,
      }),
    ];
  },
  check: (values) => ({
    ...(readRole(textOf(values, FIELDS.role)) ? {} : { [FIELDS.role]: 'Choose a role.' }),
    ...(isSlackUserId(textOf(values, FIELDS.person)) ? {} : { [FIELDS.person]: 'Choose a person.' }),
  }),
  async submit(about, { by, values, useCases }) {
    const role = readRole(textOf(values, FIELDS.role));
    const person = { slackUserId: textOf(values, FIELDS.person) };
    if (!role) throw new UserInputError(OTHER_VERSION);
    const change = await useCases.assignRole(by, { ...about, role, person });
    return sayMrkdwn(describeAssigned(change, role, person, by));
  },
});
