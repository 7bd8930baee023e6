import { expect } from 'chai';
import { LIES, tellLies } from '../../../scripts/lies/tell.ts';

/** Those that an audit of the list alone would let pass, and one of each other kind; `npm run lies` tells all of them. */
const TOLD = [
  'weights are 21 bytes of rubbish',
  'losses of 0.01',
  'a register dropped from the evaluation',
  'another rate',
  'another number of steps',
  'another runtime',
  'checkpoints invented',
  'states that are none',
  'the root of the token rows invented',
  'another base',
  'names of contributors replaced',
  'bytes of a deposit altered',
  'an archive-only deposit listed as used',
  'exclusions emptied',
  'the Markdown replaced',
  'another policy',
  'another operator',
  'another chain',
  'all ciphertexts gone',
  'another plan: no cap, 100 epochs, hardly a hold-out',
  'another plan: sixty bytes',
  'one text left out as unavailable: disk on fire',
  'all texts of one contributor left out as unavailable',
  'an invented near-duplicate',
  'the newer half of a log left out',
  'a whole log left out',
  'a deposit that its contributor never signed',
  'a retrieval-only deposit put in',
  'texts withdrawn before the seed, and used',
  'consents read long before it trained',
  'trained at twice the rate',
  'weights and last state rounded to eight bits',
];

describe('tellLies', function () {
  this.timeout(240_000);

  it('finds an honest run in order, and notices, names and locates every lie', async () => {
    const lies = LIES.filter(({ name }) => TOLD.includes(name));
    expect(lies).to.have.length(TOLD.length);
    for await (const { name, audit, verifiers, isNoticed } of tellLies(lies)) {
      expect(isNoticed, `${name}\n  audit: ${audit}\n  panel: ${verifiers}`).to.equal(true);
    }
  });
});
