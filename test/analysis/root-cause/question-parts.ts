/** What questions about root causes are made of in tests. */
import type { Component, RootCauseQuestion } from '../../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../../src/analysis/root-cause/rank-root-causes.js';

/** Varies by a hundredth around the level, the same in every run. */
export const around = (level: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => level * (1 + 0.01 * Math.sin(index * 2.3)));

export const services = (...ids: string[]): Component[] => ids.map((id) => ({ id, kind: 'service' }));
export const call = (caller: string, callee: string) => ({ caller, callee });
/** The names, most likely first. */
export const ranking = (question: RootCauseQuestion) =>
  rankRootCauses(question).ranked.map(({ component }) => component);
