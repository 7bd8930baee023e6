import { expect } from 'chai';
import { createSilence } from '../../../node/gates/silence.ts';
import { createCommons, EPOCH_SECONDS } from '../gates/commons.ts';
import { HOURS } from './memoryChain.ts';
import { setUpRound } from './setUpRound.ts';

describe('an operator that answers and opens nothing', () => {
  let commons: ReturnType<typeof createCommons>;
  beforeEach(() => {
    commons = createCommons();
  });
  afterEach(() => commons.close());

  it('is silent to its gate after two epochs, and no longer once one is checked', async () => {
    let isOpen = false;
    const it = await setUpRound(commons, {
      show: (jobs) => ({ ...jobs, epoch: (epoch) => (isOpen ? jobs.epoch(epoch) : null) }),
    });
    const silent = createSilence(
      {
        ...{ openedEpochs: it.gate.witnesses.openedEpochs, isOwn: () => false, changes: it.book.changes },
        operatorOf: () => it.node.operatorId,
        ...{ wasChecked: it.book.wasChecked, now: it.now },
      },
      { epochSeconds: EPOCH_SECONDS, patienceSeconds: EPOCH_SECONDS },
    );
    const serve = async (prompt: string) => {
      await it.sealOf([prompt]);
      const verifier = it.openVerifier();
      await verifier.run();
      it.chain.wait(HOURS.commit * 0.8);
      await verifier.run();
      it.chain.wait(HOURS.commit * 0.2);
      await verifier.run();
      it.chain.wait(HOURS.reveal);
      await it.openKeeper().run();
      it.endEpoch();
      return [...silent()];
    };
    expect(await serve('one')).to.deep.equal([]);
    expect(await serve('two')).to.deep.equal([it.node.operatorId]);
    expect([...it.faulted()], 'no verdict says so').to.deep.equal([]);
    isOpen = true;
    expect(await serve('three')).to.deep.equal([]);
  });
});
