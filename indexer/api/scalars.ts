import { GraphQLScalarType, Kind } from 'graphql';
import { getAddress, isAddress } from 'viem';
import { BaseError } from '../../protocol/errors/BaseError.ts';

const asText = (value: unknown) => String(value);
const asNumber = (value: unknown) => Number(value);

/** How values of the schema's own scalars are written and read. */
export const scalars = {
  Hex: new GraphQLScalarType({ name: 'Hex', serialize: asText }),
  Big: new GraphQLScalarType({ name: 'Big', serialize: asText }),
  Time: new GraphQLScalarType({ name: 'Time', serialize: asNumber }),
  Whole: new GraphQLScalarType({ name: 'Whole', serialize: asNumber }),
  JSON: new GraphQLScalarType({ name: 'JSON', serialize: (value) => value }),
  Address: new GraphQLScalarType({
    name: 'Address',
    serialize: (value) => getAddress(String(value)),
    parseValue: parseAddress,
    parseLiteral: (node) => parseAddress(node.kind === Kind.STRING ? node.value : ''),
  }),
};

function parseAddress(value: unknown): string {
  const text = String(value).toLowerCase();
  if (!isAddress(text)) throw new BadAddressError(String(value));
  return text;
}

export class BadAddressError extends BaseError {
  override readonly name = 'BadAddressError';
  override readonly kind = 'invalid';
  constructor(value: string) {
    super('This is not an account.', {
      values: { value: value.slice(0, 60) },
      hint: 'It looks like 0x and 40 hex digits.',
    });
  }
}
