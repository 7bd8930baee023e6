import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Wallet } from 'ethers';
import { KeyFileError } from './commons.ts';

/** `tilth wallet`: encrypted key files that other Ethereum tools open too. */
export function addWallet(program: Command): void {
  const wallet = program.command('wallet').description('make and look at key files');
  wallet
    .command('new <file>')
    .description('make a new key, encrypted with the password in TILTH_PASSWORD')
    .action(async (file: string) => {
      const password = process.env.TILTH_PASSWORD;
      if (!password) throw new KeyFileError(file, 'set TILTH_PASSWORD to the password it shall have');
      if (existsSync(file)) throw new KeyFileError(file, 'it exists already and is never overwritten');
      const made = Wallet.createRandom();
      writeFileSync(file, await made.encrypt(password), { mode: 0o600, flag: 'wx' });
      process.stdout.write(`${made.address}\n`);
    });
}
