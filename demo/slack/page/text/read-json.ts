/** Careful looks into blocks, whose shape the server has checked but the compiler does not know. */
import type { Json } from '../state/client.js';

export function asString(value: unknown, fallback = ''): string {
  return typeof value === 'string' ? value : fallback;
}

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function asObjects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

/** The text of a text object. */
export function textOf(value: unknown): string {
  return asString(asObject(value)?.['text']);
}
