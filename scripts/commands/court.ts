import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { digestEvidence, type Filing, GROUNDS, REMEDIES, randomSalt, SUBJECTS } from '../../client/court.ts';
import { depositKey } from '../../protocol/manifest/identifier.ts';
import { bytes32, longDecimal } from '../../protocol/scalars.ts';
import { acts, looks } from './verb.ts';
import { BadFileError, number, oneOf, parseDuration, parseNumber, parseOneOf, readFileAs, text } from './words.ts';

const VOTES = ['uphold', 'reject', 'frivolous'] as const;

type FileFlags = {
  readonly against?: bigint;
  readonly ground: (typeof GROUNDS)[number];
  readonly remedy: (typeof REMEDIES)[number];
  readonly about: Filing['subject'];
  readonly value?: bigint;
} & EvidenceFlags;

type EvidenceFlags = { readonly evidence: string; readonly uri: string };

const hiddenVote = z.object({
  caseId: longDecimal.transform(BigInt),
  round: z.int(),
  vote: z.enum(VOTES),
  salt: bytes32,
});

/** `tilth court`: a case from its filing to the execution of its ruling. */
export function addCourt(program: Command): void {
  const court = program.command('court').description('file a case, sit on a panel, appeal, carry a ruling out');
  const caseId = number('<case>', 'number of the case');
  addFiling(court);
  acts(court, {
    name: 'sponsor',
    text: 'stand behind a case, so that it is heard',
    words: [caseId],
    run: (commons, [id]) => commons.court.sponsor({ caseId: id }),
  });
  withEvidence(
    acts<[typeof caseId], EvidenceFlags>(court, {
      name: 'evidence',
      text: 'give further evidence, as a party',
      words: [caseId],
      run: async (commons, [id], flags) => {
        const { salt, ...evidence } = digest(flags);
        return { ...(await commons.court.giveEvidence({ caseId: id, ...evidence })), digest: evidence.digest, salt };
      },
    }),
  );
  addPanel(court);
  const steps = [
    ['settle', 'settle', 'agree to settle; with both parties the case is closed'],
    ['draw', 'draw', 'draw jurors until the panel is full (anyone may)'],
    ['freeze', 'freeze', 'ask, as a juror, that the subject be frozen for a time'],
    ['appeal', 'appeal', 'take a ruling to a larger panel'],
    ['ask-chambers', 'askChambers', 'have the court ask the chambers about what is theirs (anyone may)'],
    ['execute', 'execute', 'carry a final ruling out (anyone may)'],
    ['bar-filer', 'barFiler', 'bar the filer of a frivolous case for a time (anyone may)'],
  ] as const;
  for (const [name, step, meaning] of steps)
    acts(court, { name, text: meaning, words: [caseId], run: (commons, [id]) => commons.court[step]({ caseId: id }) });
  looks(court, {
    name: 'show',
    text: 'where a case stands',
    words: [caseId],
    run: (commons, [id]) => commons.court.show({ caseId: id }),
  });
  acts(court, {
    name: 'summons',
    text: 'cases whose panel waits for the vote of this account',
    words: [],
    run: async (commons) => ({ cases: (await commons.court.summons()).map(String) }),
  });
}

function addFiling(court: Command): void {
  const file = acts<[], FileFlags>(court, {
    name: 'file',
    text: 'file a case',
    words: [],
    run: async (commons, _, { against, ground, remedy, about, value, ...flags }) => {
      const { salt, ...evidence } = digest(flags);
      const filed = await commons.court.file({
        ...(against === undefined ? {} : { against }),
        ground,
        remedy,
        subject: about,
        ...(value === undefined ? {} : { value }),
        ...evidence,
      });
      return { ...filed, digest: evidence.digest, salt };
    },
  })
    .option('--against <identity>', 'identity against whom', parseNumber)
    .requiredOption('--ground <ground>', GROUNDS.join(', '), (it) => parseOneOf(GROUNDS, it))
    .requiredOption('--remedy <remedy>', REMEDIES.join(', '), (it) => parseOneOf(REMEDIES, it))
    .requiredOption('--about <subject>', 'deposit sub:..., or model:2, expert:3, operator:4', parseSubject)
    .option('--value <value>', 'how much: 30d of a suspension, basis points of a stake, status of a model', parseValue);
  withEvidence(file);
}

function addPanel(court: Command): void {
  acts<[ReturnType<typeof number>, ReturnType<typeof oneOf<(typeof VOTES)[number]>>], { readonly keep: string }>(
    court,
    {
      name: 'commit',
      text: 'vote hidden, as a juror; the file opens the vote later',
      words: [number('<case>', 'number of the case'), oneOf('<vote>', VOTES)],
      run: async (commons, [caseId, vote], { keep }) => {
        const hidden = await commons.court.hide({ caseId, vote });
        // Kept before it is sent: a vote that cannot be opened counts as silence.
        const kept = JSON.stringify({ ...hidden, caseId: caseId.toString() });
        writeFileSync(keep, `${kept}\n`, { mode: 0o600, flag: 'wx' });
        return { ...(await commons.court.commit(hidden)), keep };
      },
    },
  ).requiredOption('--keep <file>', 'new file that keeps the vote until it is opened');
  acts(court, {
    name: 'reveal',
    text: 'open a hidden vote',
    words: [text('<file>', 'the file of "tilth court commit"')],
    run: (commons, [file]) => {
      const hint = 'It is the file that "tilth court commit --keep FILE" wrote.';
      return commons.court.reveal(readFileAs(file, hiddenVote, { what: 'hidden vote', hint }));
    },
  });
}

function withEvidence(command: Command): Command {
  return command
    .requiredOption('--evidence <file>', 'file of the evidence; only its salted digest is sent')
    .requiredOption('--uri <uri>', 'where authorised readers find it');
}

/** The salt is given to whoever may read the evidence. */
function digest({ evidence, uri }: EvidenceFlags) {
  const salt = randomSalt();
  return { digest: digestEvidence(readEvidence(evidence), salt), uri, salt };
}

function parseSubject(about: string): Filing['subject'] {
  if (about.startsWith('sub:')) return { kind: 'deposit', id: depositKey(about) };
  const [kind = '', id = ''] = about.split(':');
  return { kind: parseOneOf(SUBJECTS, kind), id: parseNumber(id) };
}

/** A number, or a length of time in seconds. */
function parseValue(value: string): bigint {
  return /\d$/.test(value) ? parseNumber(value) : parseDuration(value);
}

/** @throws BadFileError */
function readEvidence(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new BadFileError(file, 'evidence', 'Name a file that is there and may be read.', cause);
  }
}
