// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice A proof chunk in memory: strictly parsed, then evaluated.
/// @dev A coefficient's first word lies in the low half of a memory word and its second word in the high half, so that
/// one Horner scheme evaluates both polynomials.
library ProofChunk {
    /// @notice There are 2 to 256 coefficients.
    error CoefficientCountInvalid(uint16 k);
    /// @notice The chunk has not the length that its variant and number of coefficients give.
    error ChunkLengthInvalid(uint256 length, uint256 expected);
    /// @notice The modulus is 32,769 to 65,497.
    error ModulusInvalid(uint16 modulus);
    /// @notice A coefficient is below 65,497.
    error CoefficientInvalid(uint256 position, uint16 coefficient);
    /// @notice A polynomial without a power of x claims one value for every index.
    error ChunkConstant();

    uint256 private constant FIELD = 65_497;
    uint256 private constant MODULUS_FLOOR = 32_769;
    uint16 private constant COEFFICIENTS_MAX = 256;
    /// @dev Horner steps between two reductions. A half below 2^16 times x below 2^16 plus a coefficient below 2^16 gains
    /// 16 bits a step: after seven it is below 2^128 and has not spilt over.
    uint256 private constant STEPS = 7;

    struct Chunk {
        uint256 modulus;
        /// @dev In ascending power, with zeros on top up to a whole number of steps.
        uint256[] table;
    }

    /// @dev Parses a chunk, or reverts.
    function parse(bytes calldata data, bool isTwoWord, uint16 k) internal pure returns (Chunk memory chunk) {
        if (k < 2 || k > COEFFICIENTS_MAX) revert CoefficientCountInvalid(k);
        uint256 expected = 2 + uint256(k) * (isTwoWord ? 4 : 2);
        if (data.length != expected) revert ChunkLengthInvalid(data.length, expected);
        uint256 modulus = _wordAt(data, 0);
        if (modulus < MODULUS_FLOOR || modulus > FIELD) revert ModulusInvalid(uint16(modulus));

        uint256[] memory table = new uint256[]((k + STEPS - 1) - ((k + STEPS - 1) % STEPS));
        uint256 powers = 0;
        for (uint256 i = 0; i < k; ++i) {
            table[i] = _coefficientAt(data, i);
            if (i != 0) powers |= table[i];
        }
        if (powers == 0) revert ChunkConstant();
        if (isTwoWord) {
            for (uint256 i = 0; i < k; ++i) table[i] |= _coefficientAt(data, k + i) << 128;
        }
        return Chunk(modulus, table);
    }

    /// @dev What the chunk claims for an activation.
    function evaluate(Chunk memory chunk, uint256 index) internal pure returns (uint256 first, uint256 second) {
        uint256[] memory table = chunk.table;
        uint256 x = index % chunk.modulus;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            for {
                let at := add(table, mul(mload(table), 0x20))
            } gt(at, table) {
                at := sub(at, 0xe0)
            } {
                let both := or(first, shl(128, second))
                both := add(mul(both, x), mload(at))
                both := add(mul(both, x), mload(sub(at, 0x20)))
                both := add(mul(both, x), mload(sub(at, 0x40)))
                both := add(mul(both, x), mload(sub(at, 0x60)))
                both := add(mul(both, x), mload(sub(at, 0x80)))
                both := add(mul(both, x), mload(sub(at, 0xa0)))
                both := add(mul(both, x), mload(sub(at, 0xc0)))
                first := mod(and(both, 0xffffffffffffffffffffffffffffffff), FIELD)
                second := mod(shr(128, both), FIELD)
            }
        }
    }

    function _coefficientAt(bytes calldata data, uint256 position) private pure returns (uint256 coefficient) {
        unchecked {
            coefficient = _wordAt(data, 2 + 2 * position);
        }
        if (coefficient >= FIELD) revert CoefficientInvalid(position, uint16(coefficient));
    }

    /// @dev Every caller stays inside the length that `parse` has checked.
    function _wordAt(bytes calldata data, uint256 offset) private pure returns (uint256 word) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            word := shr(240, calldataload(add(data.offset, offset)))
        }
    }
}
