import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BadConfigError, readConfig } from '../../node/config.ts';

describe('config', () => {
  let directory: string;
  const write = (file: unknown) => writeFileSync(join(directory, 'config.json'), JSON.stringify(file));

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tilth-config-'));
    writeFileSync(join(directory, 'password'), 'secret\n');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('fills in defaults and makes paths absolute', () => {
    write({ name: 'n1' });
    const config = readConfig(directory, {});
    expect(config).to.include({ name: 'n1', password: 'secret', accountFile: join(directory, 'account.json') });
    expect(config.api).to.include({ host: '127.0.0.1', port: 0 });
  });

  it('lets the environment override the file', () => {
    write({ rpcUrl: 'http://127.0.0.1:1', api: { port: 5 } });
    const environment = { TILTH_RPC_URL: 'http://127.0.0.1:2', TILTH_API_PORT: '6', TILTH_PASSWORD: 'other' };
    const config = readConfig(directory, environment);
    expect(config).to.include({ rpcUrl: 'http://127.0.0.1:2', password: 'other' });
    expect(config.api?.port).to.equal(6);
  });

  it('refuses unknown keys and wrong values, by name', () => {
    write({ anchorsMs: 5 });
    expect(() => readConfig(directory, {})).to.throw(BadConfigError, /anchorsMs/);
    write({ epochSeconds: 'soon' });
    expect(() => readConfig(directory, {})).to.throw(BadConfigError, /epochSeconds/);
    write({});
    expect(() => readConfig(directory, { TILTH_ROLES: 'gate,king' })).to.throw(BadConfigError, /roles/);
  });

  it('says which file is missing', () => {
    expect(() => readConfig(join(directory, 'nowhere'), {})).to.throw(BadConfigError, /config\.json/);
    write({});
    rmSync(join(directory, 'password'));
    expect(() => readConfig(directory, {})).to.throw(BadConfigError, /password/);
  });
});
