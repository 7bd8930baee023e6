import { padHex } from 'viem';
import { ANA, BAKO, deployPopulated, from, hashOf, networkHelpers, register } from '../commons.ts';
import { enlist, findClean, waitForSeed } from '../work/creditWork.ts';

/** A commons in which whatever is numbered has a number 1, so that small arguments reach behind the first check. */
export async function deployBusy() {
  const commons = await deployPopulated();
  await register(commons, ANA, ANA);
  await enlist(commons, ANA);
  await findClean(commons, { operator: ANA, units: 100n });
  await commons.depositLog.write.anchor([hashOf('head'), 1n, ''], from(ANA));
  await commons.commonsPool.write.pledge([1_000n, 0n], from(ANA));
  await commons.expertRegistry.write.publish(['lyric', hashOf('manifest'), ''], from(ANA));
  await commons.modelRegistry.write.registerBase([hashOf('weights'), ''], from(ANA));
  const roots = [hashOf('snapshot'), hashOf('consent'), padHex('0x', { size: 32 })] as const;
  await commons.modelRegistry.write.claimRun([1n], from(ANA));
  await commons.modelRegistry.write.openRun([1n, 1n, ...roots, ''], from(ANA));
  await waitForSeed(commons, (await commons.modelRegistry.read.run([1n])).openedAt);
  const filing = { respondentId: 1n, ground: 5, remedy: 0, subjectKind: 0, subject: hashOf('text'), value: 0n };
  await commons.disputeCourt.write.file([filing, hashOf('salted evidence'), ''], from(BAKO));
  await networkHelpers.mine();
  return commons;
}
