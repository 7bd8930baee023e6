import type { Commons } from '../../client/commons.ts';
import type { Chain } from '../../node/chain/chain.ts';
import type { Deployment } from '../../protocol/deployment.ts';
import type { Corpus } from './corpus.ts';
import type { Person } from './people.ts';
import type { Settings } from './settings.ts';

/** What each of the seven steps may use: the commons from outside, as any client sees it, and people's wallets. */
export type Context = {
  readonly settings: Settings;
  readonly deployment: Deployment;
  readonly commons: Commons;
  readonly corpus: Corpus;
  /** Acts on chain with one person's own wallet. */
  readonly as: (person: Person) => Chain;
  /** Resolves when the processes that come up behind the gates are there too. */
  readonly everythingUp: Promise<unknown>;
  /** Says what is happening now, for the terminal and the page. */
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
};
