import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { sha256 } from 'viem';
import { createRegistry } from '../../../../node/models/publish/registry.ts';
import { Commons } from '../../training/run/commons.ts';

const hash = (n: number) => sha256(`0x0${n}`);

describe('createRegistry', () => {
  let commons: Commons;
  beforeEach(() => {
    commons = new Commons(['oral'], [10_000]);
  });
  afterEach(() => rmSync(commons.directory, { recursive: true }));
  const registry = () => createRegistry(commons.components());
  const roots = { snapshotRoot: hash(1), consentRoot: hash(2), consentHead: hash(8) };
  const openRun = async () => {
    const runId = await registry().claimRun(1);
    return registry().openRun({ runId, baseModelId: 1, ...roots, uri: 'ipfs://x' });
  };

  it('registers a base once', async () => {
    expect(await registry().ensureBase(hash(3), 'ipfs://base')).to.equal(1);
    expect(await registry().ensureBase(hash(3), 'ipfs://base')).to.equal(1);
    expect(commons.sent).to.deep.equal(['registerBase']);
  });

  it('claims a run of a policy once', async () => {
    expect(await registry().claimRun(1)).to.equal(1);
    expect(await registry().claimRun(1)).to.equal(1);
    expect(commons.sent).to.deep.equal(['claimRun']);
  });

  it('opens what it claimed and draws each seed once', async () => {
    const { runId, policyId } = await openRun();
    expect([runId, policyId]).to.deep.equal([1, 1]);
    const { signal } = new AbortController();
    const seed = await registry().drawSeed(runId, { signal });
    // While the beacon's round runs the draw is refused and tried again; once it is drawn nobody asks again.
    const sent = [...commons.sent];
    expect(await registry().drawSeed(runId, { signal })).to.equal(seed);
    expect([sent[1], commons.sent.length]).to.deep.equal(['openRun', sent.length]);
  });

  it('registers an adapter once', async () => {
    await openRun();
    const roots = { listRoot: hash(4), attributionRoot: hash(5), evaluationHash: hash(6), weightsHash: hash(7) };
    const entry = { runId: 1, parents: [1], ...roots, uri: 'ipfs://card' };
    expect(await registry().registerAdapter(entry)).to.equal(2);
    expect(await registry().registerAdapter(entry)).to.equal(2);
    expect(commons.sent.filter((name) => name === 'registerAdapter')).to.have.length(1);
  });

  it('stops drawing when asked', async () => {
    const { runId } = await openRun();
    const drawing = registry().drawSeed(runId, { signal: AbortSignal.abort(new Error('stopped')) });
    expect(await drawing.catch((error: Error) => error.message)).to.equal('stopped');
  });
});
