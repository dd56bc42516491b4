/** Canvases: Markdown documents beside channels, made of sections that can be changed one by one. */
import type { Workspace } from './workspace.js';

export interface Section {
  readonly id: string;
  markdown: string;
}

export interface Canvas {
  readonly id: string;
  readonly title: string;
  readonly channel: string | undefined;
  /** True for the one canvas that is a channel's own tab. */
  readonly isChannelCanvas: boolean;
  readonly user: string;
  updatedSeconds: number;
  sections: Section[];
}

/** One change of `canvases.edit`. */
export interface CanvasChange {
  readonly operation: string;
  readonly sectionId: string | undefined;
  readonly markdown: string;
}

export type Canvases = ReturnType<typeof createCanvases>;

export function createCanvases(deps: { now: () => number; workspace: Workspace }) {
  const canvases = new Map<string, Canvas>();
  let sectionCount = 0;

  /** Headings, paragraphs and lists each become a section, as far as blank lines tell them apart. */
  function toSections(markdown: string): Section[] {
    return markdown
      .split(/\n{2,}/)
      .filter((part) => part.trim() !== '')
      .map((part) => ({ id: `temp:C:${String((sectionCount += 1)).padStart(8, '0')}`, markdown: part }));
  }

  function touch(canvas: Canvas): void {
    canvas.updatedSeconds = Math.floor(deps.now() / 1000);
    deps.workspace.emit({ kind: 'canvas.changed', channel: canvas.channel ?? null });
  }

  return {
    create(input: {
      title: string;
      markdown: string;
      channel: string | undefined;
      isChannelCanvas: boolean;
      user: string;
    }): Canvas {
      const { markdown, ...rest } = input;
      const canvas: Canvas = {
        ...rest,
        id: `F0CANVAS${String(canvases.size + 1).padStart(3, '0')}`,
        updatedSeconds: 0,
        sections: toSections(markdown),
      };
      canvases.set(canvas.id, canvas);
      touch(canvas);
      return canvas;
    },
    get: (id: string): Canvas | undefined => canvases.get(id),
    list: (): Canvas[] => [...canvases.values()],
    /** False when the change names a section that is not there. */
    edit(canvas: Canvas, change: CanvasChange): boolean {
      const at = canvas.sections.findIndex((section) => section.id === change.sectionId);
      const added = toSections(change.markdown);
      if (change.sectionId !== undefined && at < 0) return false;
      switch (change.operation) {
        case 'insert_at_start':
          canvas.sections.unshift(...added);
          break;
        case 'insert_at_end':
          canvas.sections.push(...added);
          break;
        case 'insert_before':
          canvas.sections.splice(at, 0, ...added);
          break;
        case 'insert_after':
          canvas.sections.splice(at + 1, 0, ...added);
          break;
        case 'replace':
          if (change.sectionId === undefined) canvas.sections = added;
          else canvas.sections.splice(at, 1, ...added);
          break;
        case 'delete':
          canvas.sections.splice(at, 1);
          break;
      }
      touch(canvas);
      return true;
    },
    remove(canvas: Canvas): void {
      canvases.delete(canvas.id);
      touch(canvas);
    },
    markdownOf: (canvas: Canvas): string => canvas.sections.map((section) => section.markdown).join('\n\n'),
  };
}
