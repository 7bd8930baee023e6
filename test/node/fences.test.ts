import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';

type Pattern = { readonly group: readonly string[] };
type Override = {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly Pattern[] } };
      };
    };
  };
};

const ROOT = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const { overrides } = JSON.parse(read('biome.json')) as { readonly overrides: readonly Override[] };
const rooms = readdirSync(new URL('node/', ROOT), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** The rooms that a room's fence lets it import. */
function fencedIn(room: string): readonly string[] {
  const [fence] = overrides.filter(({ includes }) => includes.length === 1 && includes[0] === `node/${room}/**`);
  const patterns = fence?.linter.rules.style?.noRestrictedImports?.options.patterns ?? [];
  const closed = patterns.flatMap(({ group }) =>
    group.map((pattern) => /^\*\*\/\.\.\/(\w+)\/\*\*$/.exec(pattern)?.[1]),
  );
  return rooms.filter((other) => other !== room && !closed.includes(other));
}

/** The rooms that a room's README names. */
function named(room: string): readonly string[] {
  const line = /^- May import: (.*)$/m.exec(read(`node/${room}/README.md`))?.[1] ?? '';
  if (line.startsWith('every room')) return rooms.filter((other) => other !== room);
  return [...line.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '').filter((name) => rooms.includes(name));
}

describe('rooms of the node', () => {
  for (const room of rooms) {
    it(`${room} may import what its README says`, () => {
      expect(fencedIn(room)).to.have.members(named(room));
    });
  }

  it('cannot import each other in a circle', () => {
    const open = new Map(rooms.map((room) => [room, new Set(fencedIn(room))]));
    for (let left = open.size; open.size > 0; left = open.size) {
      for (const [room, others] of open) if (![...others].some((other) => open.has(other))) open.delete(room);
      expect(open.size, `left: ${[...open.keys()].join(' ')}`).to.be.lessThan(left);
    }
  });
});
