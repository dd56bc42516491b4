/** Every name that Slack sends back to us or keeps for us, once. */

export { COMMAND } from '../incidents/command.js';

/** `action_id`s of buttons: `area.verb`. */
export const ACTIONS = {
  approveProposal: 'proposal.approve',
  rejectProposal: 'proposal.reject',
  /** Opens the form that approves past the rules: `<incident>:<proposal>`. */
  breakGlass: 'proposal.break_glass',
  /** Stops a fix that is approved or runs. */
  cancelProposal: 'proposal.cancel',
  /** Lets a runbook's step run by itself: `<step's hash>:<step>:<runbook>`. */
  promoteStep: 'step.promote',
  /** Proposes to take back a fix that ran. */
  rollBack: 'proposal.roll_back',
  acknowledge: 'incident.acknowledge',
  /** Opens the form that resolves. */
  resolve: 'incident.resolve',
  /** Opens the form for a status update. */
  postUpdate: 'incident.update',
  /** Opens the form that gives somebody a role. */
  assign: 'incident.assign',
  /** Shows, to whoever clicked, everything that the evidence message left out. */
  showMore: 'evidence.more',
  /** Shows, to whoever clicked, every way to write every command. */
  showForms: 'help.forms',
  /** Was the analysis right? Positive and negative value: `right:<investigation>` and `wrong:<investigation>`. */
  feedback: 'analysis.feedback',
  /** Opens the form that declares an incident. */
  newIncident: 'incident.new',
  /** Makes an incident part of the earlier one with the same cause: `<incident>:<earlier incident>`. */
  mergeSameCause: 'incident.merge_same_cause',
  refreshHome: 'home.refresh',
  /** Which of several incidents a form is about: `<incident>:<form>:<channel>`. */
  chooseIncident: 'incident.choose',
} as const;

/** `callback_id`s of shortcuts, as the app's manifest declares them. */
export const SHORTCUTS = {
  /** From anywhere. */
  newIncident: 'incident.new',
  /** On a message. */
  incidentFromMessage: 'incident.from_message',
  addToTimeline: 'timeline.add',
} as const;

/** `callback_id`s of forms. Commands, buttons and shortcuts say by these which one asks for what they leave open. */
export const FORMS = {
  newIncident: 'incident.new',
  assign: 'incident.assign',
  severity: 'incident.severity',
  priority: 'incident.priority',
  merge: 'incident.merge',
  split: 'incident.split',
  snooze: 'incident.snooze',
  postUpdate: 'incident.update',
  resolve: 'incident.resolve',
  breakGlass: 'proposal.break_glass',
  addToTimeline: 'timeline.add',
} as const;

/** `action_id`s of menus that ask us for their choices (`external_select`); values are service names and incident ids. */
export const PICKERS = {
  service: 'pick.service',
  incident: 'pick.incident',
} as const;

/** Said when a button is clicked that this version does not know. */
export const OTHER_VERSION = 'This button belongs to another version of Firewatch; nothing was done.';

/** `event_type` of the metadata on every message we post; its payload holds the message's key. */
export const MESSAGE_EVENT_TYPE = 'firewatch_message';

/** Where Slack posts commands and clicks in HTTP mode. */
export const REQUEST_PATH = '/slack/events';
