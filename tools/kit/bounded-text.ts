/** What a tool is told in words. */
import { z } from 'zod';

/** Not empty, and of at most so many characters. */
export const boundedText = (maxChars: number) => z.string().trim().min(1).max(maxChars);
