import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { consentTerms, noticeDigest } from '../../../protocol/manifest/notice.ts';
import { ALL_RIGHTS } from '../../../protocol/manifest/rights.ts';
import { agree, NotAgreedError, type Terminal } from '../../../scripts/commands/agree.ts';
import { failure } from '../../client/fixtures.ts';
import { runTilth } from '../../scenarios/runTilth.ts';

/** A terminal at which somebody sits who says one thing. */
function terminalOf(answer: string): Terminal & { readonly shown: () => string } {
  let shown = '';
  return {
    shown: () => shown,
    write: (text) => {
      shown += text;
    },
    ask: async (question) => {
      shown += question;
      return answer;
    },
  };
}

describe('tilth deposit', () => {
  it('shows every sentence of the notice before it asks, and takes nothing but yes for a yes', async () => {
    const terminal = terminalOf('y');
    expect(await agree({ tier: 'training-only', terminal })).to.deep.equal(ALL_RIGHTS);
    for (const sentence of consentTerms('training-only')) expect(terminal.shown()).to.include(sentence);
    expect(terminal.shown()).to.match(/\? \[y\/N\] $/);
    for (const answer of ['', 'n', 'ok', 'yesno'])
      expect(await failure(agree({ tier: 'public', terminal: terminalOf(answer) })), answer).to.be.instanceOf(
        NotAgreedError,
      );
  });

  it('takes the digest of the notice of that very tier where nobody can be asked', async () => {
    const agreed = noticeDigest('public');
    expect(await agree({ tier: 'public', agreed, terminal: null })).to.deep.equal(ALL_RIGHTS);
    expect(await failure(agree({ tier: 'archive-only', agreed, terminal: null }))).to.be.instanceOf(NotAgreedError);
  });

  it('signs nothing in a script that did not agree, and prints the notice with its digest', async function () {
    this.timeout(30_000);
    const folder = mkdtempSync(join(tmpdir(), 'tilth-agree-'));
    try {
      const file = join(folder, 'diary-of-my-divorce.txt');
      writeFileSync(file, 'A text.\n');
      const kind = ['--register', 'lyric', '--tier', 'public', '--as', 'ana'];
      const run = await runTilth(['deposit', file, ...kind, '--commons', 'http://127.0.0.1:1']);
      expect(run.code).to.equal(1);
      expect(run.err).to.include(`--i-agree ${noticeDigest('public')}`);
      for (const sentence of consentTerms('public')) expect(run.err).to.include(sentence);
      expect(run.err).to.not.match(/\n +at /);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
