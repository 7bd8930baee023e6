import * as dagCbor from '@ipld/dag-cbor';
import { expect } from 'chai';
import { BadDepositListError, decodeDepositList, encodeDepositList } from '../../../protocol/blocks/depositList.ts';

describe('deposit list', () => {
  it('gives identifiers in their order, each once', () => {
    expect(decodeDepositList(encodeDepositList(['sub:b', 'sub:a', 'sub:b']).bytes)).to.deep.equal(['sub:a', 'sub:b']);
  });

  it('refuses what is none', () => {
    const none = [{}, 'sub:a', [1], ['a'], [`sub:${'a'.repeat(120)}`], Array.from({ length: 100_001 }, () => 'sub:a')];
    for (const value of none)
      expect(() => decodeDepositList(dagCbor.encode(value)), JSON.stringify(value).slice(0, 40)).to.throw(
        BadDepositListError,
      );
  });

  it('tells at the first item that a long list is none', () => {
    const bytes = dagCbor.encode(Array.from({ length: 90_000 }, () => ''));
    const before = process.cpuUsage();
    expect(() => decodeDepositList(bytes)).to.throw(BadDepositListError);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).to.be.below(50);
  });
});
