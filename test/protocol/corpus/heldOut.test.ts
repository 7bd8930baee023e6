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
    const { held } = chooseHeldOut(deposits, options);
    for (const register of REGISTERS) {
      expect(deposits.filter((it) => it.register === register && held.has(it.id))).to.have.length(20);
    }
    expect(chooseHeldOut(deposits.toReversed(), options).held).to.deep.equal(held);
  });

  it('asks the seed, so that nobody makes a text that is never held out', () => {
    const times = new Map<string, number>();
    for (let i = 0; i < 60; i += 1) {
      const seed = sha256(toHex(i));
      for (const id of chooseHeldOut(deposits.slice(0, 30), { ...options, seed }).held)
        times.set(id, (times.get(id) ?? 0) + 1);
    }
    expect(times.size).to.equal(30);
  });

  it('keeps on one side what one contributor wrote in a register, and whatever resembles or descends from their own', () => {
    const similar = deposits.slice(0, 90).map(({ id }, i) => ({ id, of: `sub:${i % 30}` }));
    const lineage = (i: number) => [{ kind: 'revisionOf' as const, deposit: `sub:${90 + (i % 30)}` }];
    const cores = new Map(deposits.slice(120, 180).map(({ id }, i) => [id, { lineage: lineage(i) }]));
    const written = deposits.map((it, i) => ({
      ...it,
      identity: 1_000 * Math.floor(Math.min(i, 180) / 90) + (i % 30) + 1,
    }));
    const { held, leftOut } = chooseHeldOut(written, { ...options, similar, cores });
    expect(leftOut.size).to.equal(0);
    expect(held.size).to.be.within(30, 60);
    for (let group = 0; group < 10; group += 1) {
      const members = deposits.filter((_, i) => i % 30 === group);
      for (const part of [members.slice(0, 3), members.slice(3, 6), members.slice(6)]) {
        expect(new Set(part.map(({ id }) => held.has(id))).size, `group ${group}`).to.equal(1);
      }
    }
  });

  it('lets nobody tie the texts of others together: what comes from them is trained on without them, or not at all', () => {
    const texts = deposits.map((it) => ({ ...it, register: 'oral' })).slice(0, 100);
    const { held: before } = chooseHeldOut(texts, options);
    const stranger = { register: 'oral', contributor: '0xbad', identity: 9_999 };
    const made = Array.from({ length: 20 }, (_, i) => ({ ...stranger, id: `sub:made ${i}` }));
    const parents = (i: number) =>
      texts.slice(i * 5, i * 5 + 5).map(({ id }) => ({ kind: 'derivedFrom' as const, deposit: id }));
    const cores = new Map(made.map(({ id }, i) => [id, { lineage: parents(i) }]));
    const copies = Array.from({ length: 20 }, (_, i) => ({
      ...stranger,
      id: `sub:copy ${i}`,
      identity: 0,
      contributor: `0xc${i}`,
    }));
    const similar = copies.map(({ id }, i) => ({ id, of: `sub:${i}` }));
    const { held, leftOut } = chooseHeldOut([...texts, ...made, ...copies], { ...options, cores, similar });
    expect([...before].every((id) => held.has(id))).to.equal(true);
    for (const [i, { id }] of made.entries())
      expect(leftOut.has(id), id).to.equal(parents(i).some(({ deposit }) => held.has(deposit)));
    for (const [i, { id }] of copies.entries()) expect(leftOut.has(id), id).to.equal(held.has(`sub:${i}`));
    for (const { id } of [...made, ...copies]) expect(held.has(id)).to.equal(false);
  });

  it('never takes all or most of a register, and takes one where it can', () => {
    for (let size = 1; size < 12; size += 1) {
      const held = chooseHeldOut(deposits.filter((it) => it.register === 'oral').slice(0, size), options).held.size;
      expect(held).to.equal(size === 1 ? 0 : Math.max(1, Math.floor(size / 5)));
    }
    const pair = (n: number) => deposits.filter((it) => it.register === 'oral').slice(0, n);
    const one = pair(6).map((it, i) => ({ ...it, identity: i < 2 ? 1 : 2 }));
    expect([...chooseHeldOut(one, options).held]).to.have.length(2);
    expect(
      chooseHeldOut(
        pair(6).map((it) => ({ ...it, identity: 1 })),
        options,
      ).held.size,
    ).to.equal(0);
  });
});
