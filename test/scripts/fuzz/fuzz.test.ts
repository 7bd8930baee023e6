import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { decodeBytes } from '../../../scripts/fuzz/fuzz.ts';
import { createRandom } from '../../../scripts/simulate/random.ts';

const MAIN = join(import.meta.dirname, '../../../scripts/fuzz/main.ts');

describe('npm run fuzz', () => {
  it('finds no input that holds a server up, in five seconds', async function () {
    this.retries(1);
    // Half as much again as the limit: processors of a shared machine do not all run at full speed.
    const flags = ['--seconds', '5', '--seed', '9', '--limit', '75'];
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      MAIN,
      ...flags,
    ]);
    expect(stdout).to.include('every limit held');
    for (const kind of ['http', 'graphql', 'frames', 'blocks'])
      expect(stdout).to.match(new RegExp(`${kind}: \\d+ inputs`));
  });

  it('finds a reader that is slow, and one that throws what nobody tells of', async () => {
    const waste = () => {
      for (const end = performance.now() + 40; performance.now() < end; );
    };
    const fail = () => {
      throw new TypeError('nobody expects this');
    };
    const options = { random: createRandom(1), seconds: 0.3, kind: 'test', good: [{}], mostBytes: () => 100 };
    const slow = await decodeBytes({ ...options, readers: [waste] });
    expect(slow.slowestMs).to.be.greaterThan(10);
    const broken = await decodeBytes({ ...options, readers: [fail] });
    expect(broken.faults[0]).to.include('nobody expects this');
  });
});
