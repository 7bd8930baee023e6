import type { Command } from 'commander';
import type { Client } from '../../client/createClient.ts';
import { signedVoucherSchema } from '../../client/sessionFile.ts';
import { percent } from '../../protocol/errors/refusals/table.ts';
import { acts, signs } from './verb.ts';
import { number, readFileAs, several, text } from './words.ts';

/** `tilth floor`: the equal minimum of inference that every member has, and what operators pledge for it. */
export function addFloor(program: Command): void {
  const floor = program
    .command('floor')
    .description('the equal minimum of every member: see it, pledge for it, use it');
  acts(floor, {
    name: 'show',
    text: 'the floor, what is pledged for it, and what this account has left today',
    words: [],
    run: async (commons, _, { json }) => {
      const shown = await commons.floor.show();
      return json ? shown : describeFloor(shown);
    },
  });
  acts(floor, {
    name: 'pledge',
    text: 'pledge, as an operator, units a day for this period and the next',
    words: [number('<units>', 'units of verified work a day')],
    run: (commons, [units]) => commons.floor.pledge({ units }),
  });
  acts(floor, {
    name: 'drop',
    text: 'strike off the pledge of an operator that is not active (anyone may)',
    words: [number('<operator>', 'number of the operator')],
    run: (commons, [operatorId]) => commons.floor.drop({ operatorId }),
  });
  signs(floor, {
    name: 'sign',
    text: 'sign, as a member, for units received from an operator; prints a voucher',
    words: [
      number('<operator>', 'number of the operator'),
      number('<units>', 'units since its last voucher was redeemed'),
    ],
    run: (commons, [operatorId, units]) => commons.floor.sign({ operatorId, units }),
  });
  acts(floor, {
    name: 'redeem',
    text: 'redeem vouchers, as the operator that they name',
    words: [several(text('<vouchers>', 'files of vouchers'))],
    run: (commons, [files]) => {
      const hint = 'Members make one with "tilth floor sign OPERATOR UNITS".';
      const read = (file: string) => readFileAs(file, signedVoucherSchema, { what: 'voucher', hint });
      return commons.floor.redeem({ vouchers: files.map(read) });
    },
  });
}

type Floor = Awaited<ReturnType<Client['floor']['show']>>;

/** The floor and what carries it, with what each number counts. */
function describeFloor({ floor, members, allotment, factor, left, ...carried }: Floor) {
  const { pledged, headroom, saved, range, priorityCapacity } = carried;
  return {
    floor: `${floor} units a day for each of ${members} members`,
    today: `${allotment} units each (${percent(factor)} of the floor)${left === null ? '' : `, ${left} left for you`}`,
    pledged: `${pledged} units a day; ${headroom} more in days of need`,
    saved: `${saved} units`,
    carries: `${percent(range)} of all floors`,
    priority: `${priorityCapacity} units left today beyond all floors`,
  };
}
