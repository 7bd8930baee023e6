import { expect } from 'chai';
import { credits } from '../../client/credits.ts';

describe('credits', () => {
  it('shows each kind under its own name: 0 contribution, 1 compute, 2 stewardship', async () => {
    const read = async ({ functionName, args }: { functionName: string; args: readonly unknown[] }) =>
      functionName === 'priorityOf' ? 9n : 100n + (args[1] as bigint);
    const shown = await credits({ chain: { read } } as never).show('0x0000000000000000000000000000000000000001');
    expect(shown).to.include({ contribution: 100n, compute: 101n, stewardship: 102n, priority: 9n });
  });
});
