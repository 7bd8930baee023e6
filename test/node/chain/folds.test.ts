import { expect } from 'chai';
import { type Abi, type AbiEvent, type AbiParameter, numberToHex, pad, zeroHash } from 'viem';
import type { Fold } from '../../../node/chain/follower.ts';
import { type Journal, openJournal } from '../../../node/journal/journal.ts';
import { openViews } from '../../../node/views.ts';
import { loadAbi } from '../../../protocol/abi/abis.ts';
import { createFeed, type Emitted, emitted } from './feed.ts';

const OPERATOR = 5n;

/** Everything that the folds of a journal keep. */
function dump({ database }: Journal): Readonly<Record<string, readonly unknown[]>> {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'domains'").all();
  return Object.fromEntries(
    tables.map(({ name }) => [name, database.prepare(`SELECT * FROM ${name} ORDER BY 1, 2, 3`).all()]),
  );
}

/** A value of an ABI type that is another one for each number; small ones stay within what their names allow. */
function sample({ name, type }: AbiParameter, seed: number): unknown {
  if (name === 'operatorId') return OPERATOR;
  if (type.endsWith('[]')) return [];
  if (type === 'uint8' || type === 'uint16') return seed % 3;
  if (/^uint(32|40|48)$/.test(type)) return seed;
  if (type.startsWith('uint')) return BigInt(seed);
  if (type === 'address') return pad(numberToHex(seed), { size: 20 });
  if (type === 'bytes32') return pad(numberToHex(seed), { size: 32 });
  if (type.startsWith('bytes')) return numberToHex(seed, { size: 4 });
  return type === 'bool' ? seed % 2 === 0 : `text ${seed}`;
}

/** One event for each handler of a fold, all of them different from those of any other number. */
async function createEvents({ handlers }: Fold, seed: number): Promise<readonly Emitted[]> {
  return Promise.all(
    handlers.map(async ({ contract, eventName }, i) => {
      const abi: Abi = await loadAbi[contract]();
      const item = abi.find((it): it is AbiEvent => it.type === 'event' && it.name === eventName);
      if (!item) throw new Error(`${contract} has no event ${eventName}`);
      const args = Object.fromEntries(item.inputs.map((input, j) => [input.name, sample(input, seed * 100 + i + j)]));
      return { contract, eventName, args };
    }),
  );
}

describe('folds of a node', () => {
  const names = openViews(openJournal(':memory:'), OPERATOR).folds.map(({ name }) => name);

  it('have names of their own', () => {
    expect(new Set(names).size).to.equal(names.length);
  });

  it('are not stopped by numbers that an operator may make up', () => {
    for (const made of [2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
      const journal = openJournal(':memory:');
      const { heads, folds } = openViews(journal, OPERATOR);
      const anchor = (size: bigint) =>
        emitted('depositLog', 'Anchored', { logId: 1n, size, root: zeroHash, previous: zeroHash, uri: '' });
      createFeed(folds).mine(anchor(3n), anchor(made));
      expect(heads.of(1).map(({ size }) => size)).to.deep.equal([3]);
      expect(heads.upTo(1n)).to.have.length(1);
      journal.close();
    }
  });

  for (const [index, name] of names.entries()) {
    const play = async (...steps: readonly { readonly undo?: number; readonly add: readonly number[] }[]) => {
      const journal = openJournal(':memory:');
      const fold = openViews(journal, OPERATOR).folds[index] as Fold;
      const feed = createFeed([fold]);
      for (const { undo = 0, add } of steps) {
        feed.undo(undo);
        for (const seed of add) feed.mine(...(await createEvents(fold, seed)));
      }
      const rows = dump(journal);
      journal.close();
      return rows;
    };
    const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

    for (const depth of [1, 8]) {
      it(`${name}: a branch of ${depth} that was undone leaves no trace`, async () => {
        const before = { add: numbers(1, 3) };
        const [one, other] = [numbers(11, depth), numbers(31, depth)];
        const straight = await play(before, { add: other });
        expect(await play(before, { add: one }, { undo: depth, add: other })).to.deep.equal(straight);
        expect(await play(before, { add: one })).to.not.deep.equal(straight);
        expect(await play(before, { add: one }, { undo: depth + 3, add: [] })).to.deep.equal(await play());
      });
    }
  }
});
