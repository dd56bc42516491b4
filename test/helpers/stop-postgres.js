export { stop as default } from './serve-postgres.js';
