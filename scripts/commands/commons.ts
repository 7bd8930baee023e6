import type { Command } from 'commander';
import { fetchConfiguration } from '../../client/connection.ts';
import { type Client, createClient } from '../../client/createClient.ts';
import { type AccountFlags, signerFor } from './account.ts';

export type CommonsFlags = { readonly commons: string; readonly json?: boolean };

/** Adds the flags of a command that looks at a commons. */
export function looksAtCommons(command: Command): Command {
  return command
    .option('--commons <url>', 'page of the commons', 'http://127.0.0.1:7400')
    .option('--json', 'one JSON object on standard output');
}

/** Adds the flags of a command that acts in a commons with someone's key. */
export function actsInCommons(command: Command): Command {
  return looksAtCommons(command)
    .option('--as <name>', 'test account of a local commons')
    .option('--key-file <file>', 'encrypted key file');
}

/** Opens the commons that the flags name, to look at it. */
export function openCommons(flags: CommonsFlags): Promise<Client> {
  return createClient({ url: flags.commons });
}

/** Opens the commons that the flags name, to act in it. @throws NoAccountError, KeyFileError */
export async function enterCommons(flags: CommonsFlags & AccountFlags): Promise<Client> {
  const configuration = await fetchConfiguration(flags.commons);
  return createClient({ endpoints: configuration, signer: await signerFor(configuration, flags) });
}
