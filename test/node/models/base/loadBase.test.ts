import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BaseModelError, baseDirectory, loadBase } from '../../../../node/models/base/loadBase.ts';
import { parameterShapes } from '../../../../node/models/decoder/parameters.ts';

describe('loadBase', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'tilth-base-'));
    for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'weights.safetensors']) {
      await cp(join(baseDirectory, file), join(directory, file));
    }
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('loads the base that ships with the repository', async () => {
    const base = await loadBase();
    expect([...base.parameters.keys()]).to.deep.equal([...parameterShapes(base.config).keys()]);
    expect(base.weightsHash).to.match(/^0x[0-9a-f]{64}$/);
  });

  it('refuses weights with one changed bit', async () => {
    const file = join(directory, 'weights.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 1] = bytes.at(-1)! ^ 1;
    await writeFile(file, bytes);
    await expectRefusal('sha256');
  });

  it('refuses weights that were cut short', async () => {
    await truncate(join(directory, 'weights.safetensors'), 1000);
    await expectRefusal('sha256');
  });

  it('refuses a folder with a missing file', async () => {
    await rm(join(directory, 'tokenizer.json'));
    await expectRefusal('cannot be read');
  });

  it('refuses a configuration that is not one', async () => {
    await writeFile(join(directory, 'config.json'), '{"vocab_size": -1}');
    await expectRefusal('wrong form');
  });

  async function expectRefusal(reason: string): Promise<void> {
    const error = await loadBase(directory).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(BaseModelError).with.property('message').that.contains(reason);
  }
});
