/**
 * Finds, line by line, the sentence behind log lines that differ in their variables only. Drain (He, Zhu, Zheng and Lyu,
 * ICWS 2017): lines of the same number of words and the same beginning are compared word by word; where a line differs
 * from the sentence that it fits, the sentence gets a wildcard. Four changes: lines whose level or words of trouble
 * differ never share a sentence ("payment succeeded" and "payment failed" are one word apart); masks do not count as words
 * in common; where a line tells its place in the code, that place decides; and lines that repeat an earlier one after
 * masking need no comparison.
 *
 * The same lines in the same order give the same templates and ids. Memory is bounded by the limits.
 */
import { generalise, mostSimilar, WILDCARD, type Cluster } from './cluster.js';
import { severityWeight, troubleWords, type LogLevel } from './log-level.js';
import { maskMessage } from './mask-message.js';
import { unwrapLine } from './unwrap-line.js';

export interface TemplateMinerOptions {
  /** Templates kept; beyond them lines that fit none are counted together, by level. */
  readonly maxTemplates?: number;
  /** Characters of a line that are read. */
  readonly maxLineLength?: number;
}

interface LogTemplate {
  /** From 1, in order of appearance. */
  readonly id: number;
  /** Words, with masks such as `<num>` and `<*>` where lines differ. */
  readonly template: string;
  readonly level: LogLevel | null;
  /** Words that tell of trouble, in lower case. */
  readonly trouble: readonly string[];
  /** 1 for an ordinary line, doubled with each step of badness. */
  readonly weight: number;
  readonly count: number;
  /** The first line that fitted, cut to the line length. */
  readonly example: string;
}

interface MinedLine {
  readonly id: number;
  readonly template: string;
  /** True for the first line of its template. */
  readonly isNew: boolean;
}

interface TemplateMiner {
  add(line: string): MinedLine;
  get(id: number): LogTemplate | undefined;
  /** In order of appearance. */
  templates(): readonly LogTemplate[];
}

/** Far above what one service writes in its sources; a miner that needs more is being fed free text. */
const MAX_TEMPLATES = 2000;
/** Beyond this a line is a dump; its beginning names it. */
const MAX_LINE_LENGTH = 1000;
/** A line with its wrapping may be this much longer. */
const WRAPPING = 8;
/** This share of the templates is kept for warnings and worse, so that chatter cannot use up the room for them. */
const RESERVED_SHARE = 0.1;
/** Words compared; what follows belongs to the template as it came first. */
const MAX_WORDS = 60;
/** Beginnings told apart among lines of equal length (Drain's `maxChild`); beyond them the beginning is a variable. */
const MAX_BEGINNINGS = 100;
/** Kinds of lines remembered for each template that is allowed; more come from free text only. */
const MAX_PER_TEMPLATE = 5;
/** Masked lines remembered with their template, so that most lines cost one look-up. */
const MAX_REMEMBERED = 20_000;

/** `shop.OrderService#214`, `handler.go:71`; not `task#7`, which is no class. */
const PLACE = /(?:^|[\s[(])((?:[\w.$/-]*[A-Z.][\w.$/-]*#)|(?:[\w.$/-]+\.[a-z]{1,4}:))(\d+)(?=[\s:,\])]|$)/;
/** How far into a line its place is looked for. */
const PLACE_HEAD = 200;
/** A file that writes more than this many different lines is no file: `task#7` and `db.local:5432` look the same. */
const MAX_PLACES = 100;
/** Blanks, and between brackets: `[cancel][order 7]` are three words. */
const WORD_BREAK = /\s+|(?<=[\])}])(?=[[({])/;

export function createTemplateMiner(options: TemplateMinerOptions = {}): TemplateMiner {
  const maxTemplates = options.maxTemplates ?? MAX_TEMPLATES;
  const maxLineLength = options.maxLineLength ?? MAX_LINE_LENGTH;
  const clusters: Cluster[] = [];
  const groups = new Map<string, Cluster[]>();
  const beginnings = new Map<string, Set<string>>();
  const places = new Map<string, Set<string>>();
  const byPlace = new Map<string, Cluster>();
  const remembered = new Map<string, Cluster>();
  const overflow = new Map<string, Cluster>();

  function add(line: string): MinedLine {
    // A cut in the middle of JSON would make it unreadable, so only what is far too long is cut before it is unwrapped.
    const { message: whole, level } = unwrapLine(line.slice(0, maxLineLength * WRAPPING));
    const message = whole.slice(0, maxLineLength);
    const raw = line.slice(0, maxLineLength);
    const masked = maskMessage(message);
    const where = placeOf(message);
    const key = `${level ?? ''} ${where ?? ''} ${masked}`;
    const known = remembered.get(key);
    if (known) {
      known.count += 1;
      return { id: known.id, template: known.template, isNew: false };
    }
    const before = clusters.length;
    const cluster = place(masked, level, where, raw);
    cluster.count += 1;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, cluster);
    return { id: cluster.id, template: cluster.template, isNew: clusters.length > before };
  }

  function place(masked: string, level: LogLevel | null, where: string | null, raw: string): Cluster {
    const words = masked.split(WORD_BREAK, MAX_WORDS + 1).filter((word) => word !== '');
    if (words.length > MAX_WORDS) words[MAX_WORDS] = '…';
    const trouble = troubleWords(masked);
    const nature = `${level ?? ''}|${trouble.join(',')}`;
    const create = () => createWithin(words, level, trouble, raw);
    if (where !== null) {
      const key = `${nature}|${where}`;
      const known = byPlace.get(key);
      if (!known) return remember(byPlace, key, create());
      generalise(known, words);
      return known;
    }
    const kind = `${nature}|${words.length}`;
    const key = `${kind}|${beginning(kind, words)}`;
    const group = groups.get(key) ?? [];
    const fitting = mostSimilar(group, words);
    if (fitting) {
      generalise(fitting, words);
      return fitting;
    }
    const created = create();
    if (!group.includes(created)) remember(groups, key, group).push(created);
    return created;
  }

  /** A new template, or the one that counts what there is no room for. */
  function createWithin(
    words: string[],
    level: LogLevel | null,
    trouble: readonly string[],
    raw: string,
  ): Cluster {
    const weight = severityWeight(level, trouble.length > 0);
    const room = weight > 1 ? maxTemplates : Math.floor(maxTemplates * (1 - RESERVED_SHARE));
    if (clusters.length < room) return create({ words, level, trouble, weight, example: raw });
    const key = `${level ?? ''} ${weight}`;
    const known = overflow.get(key);
    if (known) return known;
    return remember(overflow, key, create({ words: [WILDCARD], level, trouble: [], weight, example: raw }));
  }

  function remember<T>(map: Map<string, T>, key: string, value: T): T {
    if (map.size < maxTemplates * MAX_PER_TEMPLATE) map.set(key, value);
    return value;
  }

  /** Its place in the code; null when it tells none, or when what looks like one is a number of things. */
  function placeOf(message: string): string | null {
    const head = message.length > PLACE_HEAD ? message.slice(0, PLACE_HEAD) : message;
    const [, file = '', line = ''] = PLACE.exec(head) ?? [];
    if (file === '') return null;
    const lines = places.get(file) ?? new Set<string>();
    if (!lines.has(line)) {
      if (lines.size >= MAX_PLACES || (lines.size === 0 && places.size >= maxTemplates)) return null;
      places.set(file, lines.add(line));
    }
    return `${file}${line}`;
  }

  /** The first word, unless it varies: a mask, or one of too many. */
  function beginning(kind: string, words: readonly string[]): string {
    const first = words[0] ?? '';
    if (first.startsWith('<')) return WILDCARD;
    const known = beginnings.get(kind) ?? new Set<string>();
    if (known.size === 0) {
      if (beginnings.size >= maxTemplates * MAX_PER_TEMPLATE) return WILDCARD;
      beginnings.set(kind, known);
    }
    if (known.has(first)) return first;
    if (known.size >= MAX_BEGINNINGS) return WILDCARD;
    known.add(first);
    return first;
  }

  function create(cluster: Omit<Cluster, 'id' | 'count' | 'template' | 'isOpen'>): Cluster {
    const created = {
      ...cluster,
      isOpen: false,
      id: clusters.length + 1,
      count: 0,
      template: cluster.words.join(' '),
    };
    clusters.push(created);
    return created;
  }

  return {
    add,
    get: (id) => {
      const cluster = clusters[id - 1];
      return cluster && toTemplate(cluster);
    },
    templates: () => clusters.map(toTemplate),
  };
}

function toTemplate({ id, template, level, trouble, weight, count, example }: Cluster): LogTemplate {
  return { id, template, level, trouble, weight, count, example };
}
