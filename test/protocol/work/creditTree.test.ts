import * as dagCbor from '@ipld/dag-cbor';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { expect } from 'chai';
import { pad } from 'viem';
import { type CreditRow, decodeCreditList, encodeCreditList } from '../../../protocol/blocks/creditList.ts';
import { buildCreditTree } from '../../../protocol/work/creditTree.ts';

const rows: readonly CreditRow[] = [1n, 2n, 9n, 300n].map((operatorId) => ({
  operatorId,
  account: pad(`0x${operatorId.toString(16).padStart(4, '0')}`, { size: 20 }),
  units: operatorId * 2n ** 60n,
}));

describe('buildCreditTree', () => {
  it('gives every operator a path that the standard tree accepts, whatever the order of the rows', () => {
    const tree = buildCreditTree(rows);
    expect(buildCreditTree(rows.toReversed()).root).to.equal(tree.root);
    for (const { operatorId, account, units } of rows) {
      const found = tree.find(operatorId);
      const types = ['uint256', 'address', 'uint256'];
      const proof = [...(found?.proof ?? [])];
      expect(StandardMerkleTree.verify(tree.root, types, [operatorId, account, units], proof)).to.equal(true);
    }
    expect(tree.find(3n)).to.equal(null);
  });

  it('brings a published list back, also with more units than JavaScript counts exactly', () => {
    expect(decodeCreditList(encodeCreditList(7, rows).bytes)).to.deep.equal(rows);
  });

  it('refuses a list that is none, empty, or names no account', () => {
    const list = { v: 1, kind: 'tilth/credits', cutoff: 7 };
    for (const wrong of [
      {},
      { ...list, rows: [] },
      { ...list, rows: [['1', '0x12', '3']] },
      { ...list, rows: [['-1', rows[0]?.account, '3']] },
    ])
      expect(() => decodeCreditList(dagCbor.encode(wrong))).to.throw('not a list');
  });
});
