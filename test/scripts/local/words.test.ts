import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lastSentence } from '../../../scripts/local/lastSentence.ts';
import { OlderFolderError, openPeople } from '../../../scripts/local/people.ts';
import { assertPortsFree, PortInUseError } from '../../../scripts/local/ports.ts';
import { BadSettingsError, readSettings } from '../../../scripts/local/settings.ts';
import { claimDirectory } from '../../../scripts/local/stale.ts';

describe('what a local commons says and keeps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tilth-local-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells the sentence of a process that ended, and no line of its stack', () => {
    const file = join(folder, 'north.log');
    const sentence = 'The chain holds a head that this journal does not know. Put back the newest copy.';
    const stack =
      '    at async joinDeposits (file:///node/roles/log.ts:55:3)\n    at async main (file:///node/main.ts:9:1)\n';
    writeFileSync(file, `{"level":30,"msg":"ready"}\nThe node stopped: LogForkedError: ${sentence}\n${stack}`);
    expect(lastSentence(file)).to.equal(sentence);
    writeFileSync(file, `${'x'.repeat(100_000)}\n{"level":60,"msg":"The index cannot listen on port 7420."}\n`);
    expect(lastSentence(file)).to.equal('The index cannot listen on port 7420.');
    writeFileSync(file, `TypeError: x is not a function\n${stack}\nNode.js v24.0.0\n`);
    expect(lastSentence(file)).to.equal('TypeError: x is not a function');
    expect(lastSentence(join(folder, 'none.log'))).to.equal('');
  });

  it('names the option of a setting that cannot be used', () => {
    expect(() => readSettings({ pagePort: 'abc' })).to.throw(BadSettingsError, '--page-port (or TILTH_PAGE_PORT)');
    expect(() => readSettings({ trainingBytes: '0' })).to.throw(BadSettingsError, '--training-bytes');
  });

  it('names the port that is taken and the option that chooses another', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const error = await assertPortsFree('127.0.0.1', { '--gate-port': port }).catch((it: unknown) => it);
    server.close();
    expect(error).to.be.instanceOf(PortInUseError);
    expect((error as Error).message)
      .to.include(`${port}`)
      .and.to.include('--gate-port');
  });

  it('starts from a record of processes that was cut off', async () => {
    for (const cut of ['{}', '', '{"owner":1', '{"owner":"x","children":[{}]}']) {
      writeFileSync(join(folder, 'processes.json'), cut);
      (await claimDirectory(folder)).release();
    }
  });

  it('has people of its own in each folder, whose secret nobody else reads', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    const ana = openPeople(one).contributors[0]?.privateKey;
    expect(openPeople(one).contributors[0]?.privateKey).to.equal(ana);
    expect(openPeople(other).contributors[0]?.privateKey).to.not.equal(ana);
    expect(statSync(one).mode & 0o777).to.equal(0o700);
    expect(statSync(join(one, 'people.secret')).mode & 0o777).to.equal(0o600);
    const older = mkdtempSync(join(folder, 'older-'));
    writeFileSync(join(older, 'deployment.json'), '{}');
    expect(() => openPeople(older)).to.throw(OlderFolderError, '--fresh');
  });
});
