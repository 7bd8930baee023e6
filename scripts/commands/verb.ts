import type { Command } from 'commander';
import type { Client } from '../../client/createClient.ts';
import {
  type AccountFlags,
  actsInCommons,
  type CommonsFlags,
  enterCommons,
  looksAtCommons,
  openCommons,
  print,
} from './commons.ts';
import type { Word } from './words.ts';

/** What every command of a group knows, beside its own flags. */
export type Flags = CommonsFlags & AccountFlags;

type Values<W extends readonly Word<unknown>[]> = { [K in keyof W]: W[K] extends Word<infer T> ? T : never };

/** A command of a group: its name, what it does, the words that follow it, and the verb that it calls. */
export type Verb<W extends readonly Word<unknown>[], F extends object> = {
  readonly name: string;
  readonly text: string;
  /** The one that is meant where the group is named without a command. */
  readonly isDefault?: boolean;
  readonly words: W;
  readonly run: (commons: Client, values: Values<W>, flags: F & Flags) => Promise<object>;
};

/** Adds a command that acts with somebody's key, and prints what came of it. Flags of its own are added to the result. */
export function acts<const W extends readonly Word<unknown>[], F extends object = object>(
  group: Command,
  verb: Verb<W, F>,
): Command {
  return add(actsInCommons(toCommand(group, verb)), verb, enterCommons);
}

/** Adds a command that only signs, and prints what was signed as JSON: somebody else sends it. */
export function signs<const W extends readonly Word<unknown>[], F extends object = object>(
  group: Command,
  verb: Verb<W, F>,
): Command {
  const run: Verb<W, F>['run'] = (commons, values, flags) =>
    verb.run(commons, values, Object.assign(flags, { json: true }));
  return acts(group, { ...verb, run });
}

/** Adds a command that only looks, and needs no key. */
export function looks<const W extends readonly Word<unknown>[], F extends object = object>(
  group: Command,
  verb: Verb<W, F>,
): Command {
  return add(looksAtCommons(toCommand(group, verb)), verb, openCommons);
}

function toCommand(
  group: Command,
  { name, isDefault = false }: { readonly name: string; readonly isDefault?: boolean },
) {
  return group.command(name, { isDefault });
}

function add<W extends readonly Word<unknown>[], F extends object>(
  command: Command,
  { text, words, run }: Verb<W, F>,
  open: (flags: Flags) => Promise<Client>,
): Command {
  command.description(text);
  for (const word of words) command.argument(word.name, word.text, word.parse);
  return command.action(async (...given: readonly unknown[]) => {
    // commander hands over the words, then the flags, then the command itself.
    const flags = given[words.length] as F & Flags;
    const values = given.slice(0, words.length) as unknown as Values<W>;
    const result = await run(await open(flags), values, flags);
    print({ ...result }, flags.json === true);
  });
}
