/** A Markdown page taken apart by what its parts are good for in a search. */

interface PageParts {
  /** The first section that says something: runbooks begin with what the alert means. */
  readonly lead: string;
  /** All headings and sentences. */
  readonly prose: string;
  /** Commands, sample output, and the paths of links: words, but no sentences. */
  readonly code: string;
}

/** Fewer words than this are a badge or a line of links. */
const MIN_LEAD_WORDS = 4;
/** Sections without an end exist; the gist is in the first sentences. */
const MAX_LEAD_WORDS = 120;

export function readPage(markdown: string): PageParts {
  const code: string[] = [];
  const keep = (text: string) => {
    code.push(text);
    return ' ';
  };
  const prose = withoutTemplates(markdown)
    .replace(
      /^ {0,3}(`{3,}|~{3,})[^\n]*\n([\s\S]*?)^ {0,3}\1[^\n]*$/gm,
      (_, _fence, text: string) => `\n\n${keep(text)}\n\n`,
    )
    .replace(/`([^`\n]+)`/g, (_, text: string) => (/\s/.test(text) ? keep(text) : text))
    .replace(/https?:\/\/[^/\s)\]>]+([^\s)\]>]*)/g, (_, path: string) => keep(path.replace(/\.\w+$/, '')))
    .replace(/<[^>\n]+>/g, ' ');
  const sections = prose.split(/^ {0,3}#{1,6}[ \t].*$/m).map((section) => section.trim().split(/\s+/));
  const lead = sections.find((words) => words.length >= MIN_LEAD_WORDS) ?? [];
  return { lead: lead.slice(0, MAX_LEAD_WORDS).join(' '), prose, code: code.join('\n\n') };
}

/** Placeholders name labels and functions of the template, not what the text is about. */
export function withoutTemplates(text: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}/g, ' ');
}
