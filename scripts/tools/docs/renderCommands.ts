import { Command } from 'commander';
import { addCommands } from '../../commands/all.ts';

/** The page of all commands, from what the program itself tells in its help. */
export function renderCommands(): string {
  const program = new Command('tilth');
  addCommands(program);
  const groups = Map.groupBy(program.commands, (it) => it.helpGroup());
  const parts = [...groups].map(([heading, commands]) => {
    const rows = commands.flatMap((it) => renderCommand(it, 'tilth'));
    return [`## ${heading.replace(/:$/, '')}`, ...rows].join('\n\n');
  });
  const shared = [
    'Every command takes `--commons URL` (the page; `http://127.0.0.1:7400` unless told) and `--json`; one that acts also',
    '`--as NAME` (a test account of a local commons) or `--key-file FILE` (password in `TILTH_PASSWORD`).',
    'A command that only signs prints JSON, for a file that somebody else sends.',
  ].join('\n');
  return `# The command line\n\n${shared}\n\n${parts.join('\n\n')}\n`;
}

const SHARED = ['--commons', '--json', '--as', '--key-file'];

function renderCommand(command: Command, parent: string): readonly string[] {
  const name = `${parent} ${command.name()}`;
  if (command.commands.length > 0)
    return [`### ${name}\n\n${command.description()}`, ...command.commands.flatMap((it) => renderCommand(it, name))];
  const words = command.registeredArguments.map((it) => {
    const dotted = it.variadic ? `${it.name()}...` : it.name();
    return it.required ? `<${dotted}>` : `[${dotted}]`;
  });
  const usage = [name, ...words].join(' ');
  const details = [
    ...command.registeredArguments.filter((it) => it.description).map((it) => `\`${it.name()}\`: ${it.description}`),
    ...command.options
      .filter((it) => !SHARED.includes(it.long ?? ''))
      .map((it) => `\`${it.flags}\`: ${it.description}${it.mandatory ? ' (needed)' : ''}`),
  ].map((it) => `- ${it}`);
  return [[`**\`${usage}\`** ${command.description()}`, ...details].join('\n')];
}
