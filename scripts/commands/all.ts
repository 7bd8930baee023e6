import type { Command } from 'commander';
import { addAsk } from './ask.ts';
import { addAudit } from './audit.ts';
import { addDeploy } from './deploy.ts';
import { addDeposit } from './deposit.ts';
import { addNode } from './node.ts';
import { addSearch } from './search.ts';
import { addUp } from './up.ts';
import { addVote } from './vote.ts';
import { addWallet } from './wallet.ts';

/** Adds every subcommand to the program. */
export function addCommands(program: Command): void {
  for (const add of [addUp, addDeposit, addAsk, addSearch, addVote, addAudit, addWallet, addNode, addDeploy])
    add(program);
}
