import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { randomSalt } from '../../client/court.ts';
import { bytes32 } from '../../protocol/scalars.ts';
import { CHAIN_LENGTH, chainLink } from '../../protocol/work/hashChain.ts';
import { acts, looks } from './verb.ts';
import { account, BadFileError, parseSmall, text, type Word } from './words.ts';

const round: Word<number> = { name: '<round>', text: 'number of the round', parse: parseSmall };

/** `tilth beacon`: the randomness of all draws, which attesting institutions make together. */
export function addBeacon(program: Command): void {
  const beacon = program.command('beacon').description('take part in the randomness of all draws, as an attester');
  looks(beacon, { name: 'show', text: 'the running round', words: [], run: (commons) => commons.beacon.show() });
  acts(beacon, {
    name: 'join',
    text: 'join with a new hash chain, whose secret a new file keeps',
    words: [text('<file>', 'new file for the secret')],
    run: async (commons, [file]) => {
      const secret = randomSalt();
      writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' });
      const tip = chainLink(secret, CHAIN_LENGTH);
      return { tip, ...(await commons.beacon.join({ tip })) };
    },
  });
  const member = account('<member>', 'account of the member');
  acts(beacon, {
    name: 'reveal',
    text: "reveal the next link of a member's chain in the running round (anyone who knows its secret may)",
    words: [member, text('<file>', 'the file of "tilth beacon join"')],
    run: (commons, [who, file]) => commons.beacon.reveal({ member: who, secret: readSecret(file) }),
  });
  acts(beacon, {
    name: 'close',
    text: 'close a round that is over (anyone may)',
    words: [round],
    run: (commons, [it]) => commons.beacon.close({ round: it }),
  });
  acts(beacon, {
    name: 'strike',
    text: 'put out for a time a member that stayed silent while another revealed (anyone may)',
    words: [member, round],
    run: (commons, [who, it]) => commons.beacon.strike({ member: who, round: it }),
  });
}

/** The secret of a chain from its file. @throws BadFileError */
function readSecret(file: string) {
  try {
    return bytes32.parse(readFileSync(file, 'utf8').trim());
  } catch (cause) {
    throw new BadFileError(file, 'secret of a beacon', 'It is the file that "tilth beacon join FILE" wrote.', cause);
  }
}
