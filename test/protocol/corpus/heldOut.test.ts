import { expect } from 'chai';
import { sha256, toHex } from 'viem';
import { chooseHeldOut } from '../../../protocol/corpus/heldOut.ts';

const REGISTERS = ['lyric', 'oral', 'other'];
const deposits = Array.from({ length: 300 }, (_, i) => ({
  id: `sub:${i}`,
  register: REGISTERS[i % 3] as string,
  contributor: `0x${i}`,
  identity: i + 1,
}));
const options = { oneIn: 5, seed: sha256('0x01'), cores: new Map(), similar: [] };

describe('chooseHeldOut', () => {
  it('holds out one in five of every register, and does not depend on the order', () => {
    const held = chooseHeldOut(deposits, options);
    for (const register of REGISTERS) {
      expect(deposits.filter((it) => it.register === register && held.has(it.id))).to.have.length(20);
    }
    expect(chooseHeldOut(deposits.toReversed(), options)).to.deep.equal(held);
  });

  it('asks the seed, so that nobody makes a text that is never held out', () => {
    const times = new Map<string, number>();
    for (let i = 0; i < 60; i += 1) {
      const seed = sha256(toHex(i));
      for (const id of chooseHeldOut(deposits.slice(0, 30), { ...options, seed }))
        times.set(id, (times.get(id) ?? 0) + 1);
    }
    expect(times.size).to.equal(30);
  });

  it('keeps on one side what resembles, what descends, and what one contributor wrote in a register', () => {
    const similar = deposits.slice(0, 90).map(({ id }, i) => ({ id, of: `sub:${i % 30}` }));
    const cores = new Map(
      deposits
        .slice(90, 180)
        .map(({ id }, i) => [id, { lineage: [{ kind: 'translationOf' as const, deposit: `sub:gone ${i % 30}` }] }]),
    );
    const written = deposits.map((it, i) => (i < 180 ? it : { ...it, identity: i % 30 < 15 ? 1_000 + (i % 30) : 0 }));
    const anonymous = written.map((it, i) => (it.identity === 0 ? { ...it, contributor: `0x${i % 30}` } : it));
    const held = chooseHeldOut(anonymous, { ...options, similar, cores });
    expect(held.size).to.be.within(30, 60);
    for (let group = 0; group < 10; group += 1) {
      const members = deposits.filter((_, i) => Math.floor(i / 90) < 4 && i % 30 === group);
      for (const part of [members.slice(0, 3), members.slice(3, 6), members.slice(6)]) {
        expect(new Set(part.map(({ id }) => held.has(id))).size, `group ${group}`).to.equal(1);
      }
    }
  });

  it('never takes all or most of a register, and takes one where it can', () => {
    for (let size = 1; size < 12; size += 1) {
      const held = chooseHeldOut(deposits.filter((it) => it.register === 'oral').slice(0, size), options).size;
      expect(held).to.equal(size === 1 ? 0 : Math.max(1, Math.floor(size / 5)));
    }
    const pair = (n: number) => deposits.filter((it) => it.register === 'oral').slice(0, n);
    const one = pair(6).map((it, i) => ({ ...it, identity: i < 2 ? 1 : 2 }));
    expect([...chooseHeldOut(one, options)]).to.have.length(2);
    expect(
      chooseHeldOut(
        pair(6).map((it) => ({ ...it, identity: 1 })),
        options,
      ).size,
    ).to.equal(0);
  });
});
