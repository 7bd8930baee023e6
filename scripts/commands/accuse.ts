import type { Command } from 'commander';
import { hexToBytes } from 'viem';
import { z } from 'zod';
import { bytes32, count, hex } from '../../protocol/scalars.ts';
import { acts } from './verb.ts';
import { parseSmall, readFileAs, text, type Word } from './words.ts';

const otherRoot = z.strictObject({ operatorId: count, epoch: count, root: bytes32, signature: hex });

const point = z.strictObject({ index: count, own: count });
const chunk = z
  .strictObject({ chunk: hex, k: count, isTwoWord: z.boolean(), points: z.array(point).max(256) })
  .transform(({ points, ...claim }) => ({ claim: { ...claim, chunk: hexToBytes(claim.chunk) }, points }));
const falseProof = z.strictObject({
  ...{ operatorId: count, epoch: count, jobId: bytes32, chunk: count },
  chunks: z.array(chunk).min(1).max(4_096),
});

const small = (name: string, meaning: string): Word<number> => ({ name, text: meaning, parse: parseSmall });

/** `tilth audit prove-replay|prove-root|show-head|prove-chunk`: brings proof on chain of what an operator did falsely. */
export function addAccusations(audit: Command): void {
  acts(audit, {
    name: 'prove-replay',
    text: 'prove that an operator sealed a receipt twice, which voids what it sealed',
    words: [
      small('<operator>', 'number of the operator'),
      small('<epoch>', 'an epoch that it sealed'),
      small('[other]', 'another epoch with the same receipt; the same one unless told'),
    ],
    run: (commons, [operatorId, epoch, other]) => commons.workFaults.replay({ operatorId, epoch }, other),
  });
  acts(audit, {
    name: 'prove-root',
    text: 'prove that an operator signed another root for an epoch than it sealed, which voids what it sealed',
    words: [text('<file>', '{ operatorId, epoch, root, signature } as JSON')],
    run: (commons, [file]) => {
      const hint = 'The signature is over SealedRoot(uint256 operatorId,uint64 epoch,bytes32 root).';
      return commons.workFaults.equivocation(readFileAs(file, otherRoot, { what: 'signed root', hint }));
    },
  });
  acts(audit, {
    name: 'show-head',
    text: 'show the chain that it held a head of a log once, so that it counts in a proof as the newest does (anyone may)',
    words: [small('<log>', 'number of the log'), small('<size>', 'leaves that the head covers')],
    run: (commons, [logId, size]) => commons.logFaults.showAnchored({ logId, size }),
  });
  acts(audit, {
    name: 'prove-chunk',
    text: 'prove that a receipt is false by its own proof, which voids, takes credits back and holds the stake',
    words: [text('<file>', '{ operatorId, epoch, jobId, chunk, chunks } as JSON, chunks as the operator gave them')],
    run: (commons, [file]) => {
      const hint =
        'A chunk is { chunk, k, isTwoWord, points: [{ index, own }] }; "chunk" is the number of the false one.';
      return commons.workFaults.falseProof(readFileAs(file, falseProof, { what: 'proof of an answer', hint }));
    },
  });
}
