/** What nearly every part of the page needs: who is looking, who is who, ways to go, and a place for notices. */
import { createContext, useContext } from 'react';
import type { Agent, Person, Room, WorkspaceInfo } from './client.js';
import type { Go } from './use-navigation.js';

export interface Notice {
  readonly text: string;
  readonly isError: boolean;
}

export interface PageContext {
  readonly info: WorkspaceInfo;
  readonly rooms: readonly Room[];
  readonly me: string;
  readonly agent: Agent | undefined;
  readonly personOf: (id: string) => Person | undefined;
  readonly channelName: (id: string) => string;
  readonly notify: (notice: Notice) => void;
  readonly go: Go;
  /** Remembers that this person has just done something, so that a private answer to it is brought into view. */
  readonly noteAct: () => void;
  /** Whether they did something so lately that what comes now may answer it. */
  readonly hasJustActed: () => boolean;
}

export const Page = createContext<PageContext | undefined>(undefined);

export function usePage(): PageContext {
  const page = useContext(Page);
  if (page === undefined) throw new Error('This component must stand inside the page.');
  return page;
}
