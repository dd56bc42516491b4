/** Names with `*` in them, as people write them in front matter and policies. */

/** `*` stands for any run of characters. Pieces are found left to right, so no pattern can take exponential time. */
export function matchesName(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  if (pieces.length === 1) return pattern === name;
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let from = first.length;
  const to = name.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from);
    if (found < 0 || found + piece.length > to) return false;
    from = found + piece.length;
  }
  return true;
}
