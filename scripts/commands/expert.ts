import type { Command } from 'commander';
import { z } from 'zod';
import { count, decimal } from '../../protocol/scalars.ts';
import { acts } from './verb.ts';
import { number, parseHex, readFileAs, text, type Word } from './words.ts';

/** The fields of `IProofJudge.Limits`. */
const limits = z.strictObject({
  mismatches: count,
  errorMean: count,
  errorMedian: count,
  relativeMedian: decimal.transform(BigInt),
});
const profileSchema = z.strictObject({ pass: limits, fail: limits });

/** `tilth expert`: what an operator decides about its experts beside publishing them, which its node does. */
export function addExpert(program: Command): void {
  const expert = program.command('expert').description('retire an expert, fix how its proofs are judged');
  const id = number('<expert>', 'number of the expert');
  acts(expert, {
    name: 'retire',
    text: 'retire an expert for good',
    words: [id],
    run: (commons, [expertId]) => commons.expert.retire({ expertId }),
  });
  acts(expert, {
    name: 'follow',
    text: "move an expert to its operator's present account (anyone may)",
    words: [id],
    run: (commons, [expertId]) => commons.expert.follow({ expertId }),
  });
  const model: Word<`0x${string}`> = { name: '<model-hash>', text: 'digest of the weights', parse: parseHex };
  acts(expert, {
    name: 'profile',
    text: 'fix how proofs of an expert are judged for one model, before it uses it; once',
    words: [id, model, text('<file>', 'JSON with pass and fail, each with its limits')],
    run: (commons, [expertId, modelHash, file]) => {
      const hint = 'It holds { "pass": {...}, "fail": {...} } with the fields of IProofJudge.Limits.';
      const profile = readFileAs(file, profileSchema, { what: 'profile', hint });
      return commons.expert.setProfile({ expertId, modelHash, profile });
    },
  });
}
