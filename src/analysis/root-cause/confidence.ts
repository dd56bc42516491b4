/** From scores to how far they can be trusted. */

/** Squared, so that a clear leader is trusted and several equals are not; `elsewhere` stands for what nobody measures. */
export function confidences(scores: readonly number[], elsewhere: number): readonly number[] {
  const total = scores.reduce((sum, score) => sum + score * score, 0) + elsewhere * elsewhere;
  return scores.map((score) => (total > 0 ? (score * score) / total : 0));
}
