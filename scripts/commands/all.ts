import type { Command } from 'commander';
import { addAsk } from './ask.ts';
import { addAttester } from './attester.ts';
import { addAudit } from './audit.ts';
import { addBeacon } from './beacon.ts';
import { addBoard } from './board.ts';
import { addCourt } from './court.ts';
import { addCredits } from './credits.ts';
import { addDeploy } from './deploy.ts';
import { addDeposit } from './deposit.ts';
import { addExpert } from './expert.ts';
import { addFloor } from './floor.ts';
import { addGuardian } from './guardian.ts';
import { addIdentity, addVoice } from './identity.ts';
import { addNode } from './node.ts';
import { addOperator } from './operator.ts';
import { addSearch } from './search.ts';
import { addUp } from './up.ts';
import { addVote } from './vote.ts';
import { addWallet } from './wallet.ts';

/** Subcommands under the heading that the help shows them below. */
const GROUPS = {
  'Texts and answers:': [addDeposit, addAsk, addSearch, addFloor, addCredits],
  'Deciding:': [addVote, addVoice, addGuardian],
  'Members:': [addIdentity, addAttester, addOperator, addExpert, addBeacon],
  'Disputes:': [addCourt, addBoard],
  'Running and checking:': [addUp, addNode, addDeploy, addAudit, addWallet],
} as const;

/** Adds every subcommand to the program. */
export function addCommands(program: Command): void {
  for (const [heading, group] of Object.entries(GROUPS)) {
    program.commandsGroup(heading);
    for (const add of group) add(program);
  }
}
