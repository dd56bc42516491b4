/** What a question is about, recognised from its words. Pure; people write in a hurry, so a few words are enough. */

const TOPICS = [
  'evidence',
  'before',
  'cost',
  'impact',
  'people',
  'tried',
  'changes',
  'runbook',
  'timeline',
  'metrics',
  'cause',
  'status',
] as const;
export type Topic = (typeof TOPICS)[number];

/** The first that fits wins, so the narrower ones come first: "who is hurt" is about impact, not about people. */
const WORDS: readonly (readonly [Topic, RegExp])[] = [
  ['evidence', /(?<![\w-])e\d{1,4}(?![\w-])/],
  [
    'before',
    /\b(similar|(?:has|have|had|did|does|was|is|ever)\b.*\b(?:happen(?:ed|s)?|occurr?(?:ed|s)?) (?:before(?! (?:it|the|we)\b)|earlier|already|again)|(?:seen|had|met|know) (?:this|it|that|one|something)\b.*\b(?:before|already|earlier)\b|last time|first time|(?:earlier|past|previous|old) (?:incidents?|outages?|occurrences?|times?)|recurr(?:ing|ent|ence))/,
  ],
  [
    'cost',
    /\b(tokens?|cost (?:of|for)|(?:did|does|has) (?:this|it|the (?:analysis|investigation|model)) cost|model calls?|spent on|expensive)\b/,
  ],
  ['cause', /\bwhy\b|\broot cause\b|\bwhat(?:'s| is| went) wrong\b|\bwhat (?:is )?broken?\b|\bwhat caus/],
  [
    'impact',
    /\b(impact|affect(?:s|ed|ing)?|hurt(?:s|ing)?|users?|customers?|blast radius|how bad|how many|failing|severity|priority|score)\b/,
  ],
  [
    'runbook',
    /\b(runbooks?|playbooks?|procedures?|what (?:should|can|do|shall|must) (?:i|we|you)|what to do|what now|next steps?|do next|how (?:do|can|should|to) (?:i|we|fix|mitigate|stop|solve))\b/,
  ],
  [
    'tried',
    /\b(tried|attempt(?:s|ed)?|already done|been done|approv(?:e|al|als|ed|er|ers)|reject(?:ed)?|pending|proposals?|proposed|execut(?:e|ed|ion)|did (?:the|it|that) (?:fix|work|help)|waits?|waiting|blocked)\b/,
  ],
  [
    'people',
    /\b(who(?:'s|s)?|whom|commander|on[- ]?call|pager|owner|owns|owned|assigned|responsible|working on|lead(?:s|ing)?|scribe|communications)\b/,
  ],
  [
    'changes',
    /\b(chang(?:e|es|ed|ing)|deploy(?:s|ed|ment|ments|ing)?|releas(?:e|es|ed)|roll(?:ed)? ?out|shipped|merged|config(?:uration)?|version|flags?)\b/,
  ],
  [
    'runbook',
    /\b(fix(?:es)?|mitigat(?:e|ion)|remed(?:y|iate|iation)|roll (?:it |this |that )?back|rollback|restart)\b/,
  ],
  [
    'timeline',
    /\b(timeline|what happened|history|since when|when did|when was|when (?:is|will)|how long|start(?:ed)?|began|begin|chronolog\w*|sequence|last (?:hour|minutes)|so far)\b/,
  ],
  [
    'cause',
    /\b(causes?|caused|causing|root|reasons?|culprit|suspects?|suspected|blame|origin|behind|because)\b/,
  ],
  [
    'metrics',
    /\b(metrics?|latenc(?:y|ies)|slow(?:er)?|errors?|error rate|failures|traffic|throughput|load|saturation|cpu|memory|p9\d|graphs?|measured)\b/,
  ],
  [
    'status',
    /\b(status|state|going on|what's up|whats up|summar(?:y|ise|ize)|update|catch me up|tl;?dr|overview|how is it|how are we|still|over|resolved|fixed|explain|tell me (?:about|more|everything|it all))\b/,
  ],
];

/** About everything at once rather than about one incident. */
const OVERALL =
  /\b((?:broken|wrong|down) (?:right )?now|(?:deploys?|changes?|changed|releases?|deployed)\b.*\b(?:today|yesterday|this week)|(?:decisions|updates) (?:and \w+ )?(?:are )?waiting|overall|everything|anything|all (?:the )?incidents|other incidents|any(?:thing)? else|open incidents|unresolved|active incidents|queue|which incidents?|what incidents?|on fire|burning|how many incidents|list (?:the |all |of )*incidents)\b/;

/** Goes on from what was said before: it begins like that, or says too little by itself. */
export function isFollowUp(question: string): boolean {
  const text = question.toLowerCase().trim();
  if (/^(?:and|also|or|but|so|then|what about|how about|what else|since when|same)\b/.test(text)) return true;
  return text.split(/\s+/).length <= 3 || /\b(?:its?|that|they|them|there)\b/.test(text);
}

/** Undefined when its words fit nothing. */
export function topicOf(question: string): Topic | undefined {
  const words = question.toLowerCase().replace(/[’‘]/g, "'");
  return WORDS.find(([, pattern]) => pattern.test(words))?.[0];
}

export function isOverall(question: string): boolean {
  return OVERALL.test(question.toLowerCase());
}

/** The first of these names that the question mentions as a word of its own, the longest first. */
export function nameIn(question: string, names: readonly string[]): string | undefined {
  const text = question.toLowerCase();
  return names
    .toSorted((a, b) => b.length - a.length)
    .find((name) =>
      new RegExp(`(?<![\\w-])${name.toLowerCase().replace(/[^\w-]/g, '\\$&')}(?![\\w-])`).test(text),
    );
}

const COMMON = new Set(
  (
    'a about all am an and any are at back be been but by can could did do does doing done for from get give got had has have how i if in ' +
    'into is it its just know let like me my need now of off on or our out please show so some still tell than that the their ' +
    'them then there these they this to up us was we were what when where which while who why will with would you your'
  ).split(' '),
);

/** Words that carry a meaning, lower case, each once. */
export function meaningfulWords(question: string): string[] {
  const words = question.toLowerCase().match(/[\p{L}\d][\p{L}\d_-]{2,}/gu) ?? [];
  return [...new Set(words)].filter((word) => !COMMON.has(word)).slice(0, 20);
}
