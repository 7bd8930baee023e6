import { expect } from 'chai';
import { type Fact, readEvidence } from '../../../../dapp/features/training/evidence.ts';
import { toCid } from '../../../../dapp/ui/toCid.ts';

const cid = 'bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy';
const hash = `0x${'ab'.repeat(32)}`;
const only = (evidence: unknown): Fact | undefined => readEvidence(evidence)[0];

describe('dapp evidence', () => {
  it('shows losses before and after as one chart, in the order of the registers', () => {
    const losses = { technical: { before: 4, after: 3 }, narrative: { before: 5, after: 2 } };
    expect(only({ losses })).to.deep.equal({
      kind: 'chart',
      label: 'losses',
      figures: [
        { label: 'narrative', before: 5, value: 2 },
        { label: 'technical', before: 4, value: 3 },
      ],
    });
  });

  it('shows figures by name as a chart', () => {
    expect(only({ technicalWeights: { north: 1, south: 2 } })).to.include({
      kind: 'chart',
      label: 'technical weights',
    });
  });

  it('tells identifiers, contents, links and plain words apart', () => {
    const kinds = readEvidence({
      a: hash,
      b: `sub:${cid}`,
      c: `ipfs://${cid}`,
      d: 'http://127.0.0.1:1',
      e: 'yes',
      f: 2.5,
    });
    expect(kinds.map(({ kind }) => kind)).to.deep.equal(['identifier', 'content', 'content', 'link', 'text', 'text']);
  });

  it('numbers the items of a list of hashes and joins short lists', () => {
    const facts = readEvidence({ anchorTransactions: [hash, hash], relations: ['used', 'hadMember'] });
    expect(facts.map(({ label }) => label)).to.deep.equal([
      'anchor transactions 1',
      'anchor transactions 2',
      'relations',
    ]);
    expect(facts[2]).to.include({ value: 'used, hadMember' });
  });

  it('opens nested objects and leaves out what is empty', () => {
    const facts = readEvidence({ passed: { proposalId: '1'.repeat(70), state: 'Executed' }, nothing: null, none: [] });
    expect(facts.map(({ kind, label }) => [kind, label])).to.deep.equal([
      ['identifier', 'passed proposal id'],
      ['text', 'passed state'],
    ]);
  });

  it('gives no fact for anything that is not an object', () => {
    expect([undefined, null, 'x', 3, []].map((it) => readEvidence(it).length)).to.deep.equal([0, 0, 0, 0, 0]);
  });

  it('finds the CID in an identifier', () => {
    expect(toCid(`sub:${cid}`)).to.equal(cid);
    expect(toCid('sub:bafy')).to.equal(null);
  });
});
