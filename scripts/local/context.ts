import type { Client } from '../../client/createClient.ts';
import type { Corpus } from './corpus.ts';
import type { People, Person } from './people.ts';
import type { Settings } from './settings.ts';

/** What each of the seven steps may use: the commons from outside, as any client sees it, and people's wallets. */
export type Context = {
  readonly settings: Settings;
  /** The commons for someone who only looks. */
  readonly commons: Client;
  readonly corpus: Corpus;
  readonly people: People;
  /** The commons for one person, who signs and sends. */
  readonly as: (person: Person) => Client;
  /** Resolves when the processes that come up behind the gates are there too. */
  readonly everythingUp: Promise<unknown>;
  /** Says what is happening now, for the terminal and the page. */
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
};
