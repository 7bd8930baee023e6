import { type Command, InvalidArgumentError } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { utc } from '../../protocol/errors/refusals/table.ts';
import { acts, looks } from './verb.ts';
import { number, text, type Word } from './words.ts';

type Reason = { readonly reason: string };

const seat: Word<number> = {
  name: '<seat>',
  text: 'a seat, 0 to 6',
  parse: (value) => {
    if (!/^[0-6]$/.test(value)) throw new InvalidArgumentError('Seats are 0 to 6.');
    return Number(value);
  },
};

/** `tilth board`: seven elected seats that guard deposits. */
export function addBoard(program: Command): void {
  const board = program.command('board').description('elect and recall stewards; hold deposits or take them down');
  looks(board, {
    name: 'show',
    text: 'who holds the seats, and which elections run',
    words: [],
    run: async (commons, _, { json }) =>
      Object.fromEntries(
        (await commons.board.show()).map(({ seat, ...it }) => [`seat ${seat}`, json ? it : describeSeat(it)]),
      ),
  });
  const onSeat = [
    ['open', 'open the election of a seat (anyone may)'],
    ['stand', 'stand for a seat'],
    ['close', 'give the seat to the leader of an ended election (anyone may)'],
    ['recall', 'sign the petition to recall whoever holds a seat'],
  ] as const;
  for (const [name, meaning] of onSeat)
    acts(board, { name, text: meaning, words: [seat], run: (commons, [it]) => commons.board[name]({ seat: it }) });
  const onCandidate = [
    ['nominate', 'name a person, as an institution, for seat 5 or 6'],
    ['vote', 'vote for a candidate'],
  ] as const;
  for (const [name, meaning] of onCandidate)
    acts(board, {
      name,
      text: meaning,
      words: [seat, number('<candidate>', 'identity of the candidate')],
      run: (commons, [it, candidateId]) => commons.board[name]({ seat: it, candidateId }),
    });
  const onDeposit = [
    ['hold', 'hold', 'approve, as a steward, that a deposit be held for a time'],
    ['take-down', 'takeDown', 'approve, as a steward, that a deposit be taken down'],
  ] as const;
  const id = text('<id>', 'sub: identifier of the deposit');
  for (const [name, verb, meaning] of onDeposit)
    acts<[typeof id], Reason>(board, {
      name,
      text: meaning,
      words: [id],
      run: (commons, [it], { reason }) => commons.board[verb]({ id: it, reason }),
    }).requiredOption('--reason <text>', 'why; it is kept in the audit log');
  looks(board, {
    name: 'deposit',
    text: 'what the board decided about a deposit',
    words: [id],
    run: (commons, [it]) => commons.board.deposit({ id: it }),
  });
}

type Seat = Omit<Awaited<ReturnType<Client['board']['show']>>[number], 'seat'>;

/** Who holds a seat, and how its election stands, in a line. */
function describeSeat({ steward, until, election, electionEnds, leader, leaderVotes }: Seat): string {
  const holder = steward === 0n ? 'vacant' : `identity ${steward} until ${utc(until)}`;
  if (election === 'none' || election === 'closed') return holder;
  const first = leader === 0n ? 'nobody leads' : `identity ${leader} leads with ${leaderVotes} votes`;
  return `${holder}; election ${election} until ${utc(electionEnds)}, ${first}`;
}
