import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { FOLDER, makeVectors } from '../../../scripts/tools/vectors/all.ts';

describe('golden vectors', () => {
  it('are what our code makes', async () => {
    const made = await makeVectors();
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
    expect(files.sort()).to.deep.equal([...made.keys()].sort());
    for (const [name, text] of made) {
      const kept = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as unknown;
      expect(JSON.parse(text), name).to.deep.equal(kept);
    }
  });
});
