import { buildServices } from '../../blocks/answers/services.js';
import { defineCommand } from '../command.js';

export const services = defineCommand({
  verb: 'services',
  aliases: ['catalogue'],
  section: 'See',
  forms: [['services', 'what the catalogue knows, and what alerts name that it lacks']],
  run: async (_words, { useCases }) => buildServices(await useCases.readServices()),
});
