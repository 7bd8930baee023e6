// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofChunk} from "../../../contracts/work/ProofChunk.sol";
import {TestBase} from "../Vm.sol";

contract ProofChunkTest is TestBase {
    uint256 private constant FIELD = 65_497;

    function evaluate(
        bytes calldata data,
        bool isTwoWord,
        uint16 k,
        uint32 index
    ) external pure returns (uint256, uint256) {
        ProofChunk.Chunk memory chunk = ProofChunk.parse(data, isTwoWord, k);
        return ProofChunk.evaluate(chunk, index);
    }

    /// Horner's scheme, reduced at every step.
    function _expected(uint256[] memory row, uint256 x) private pure returns (uint256 value) {
        for (uint256 i = row.length; i > 0; --i) value = (value * x + row[i - 1]) % FIELD;
    }

    function _pack(uint256[] memory row) private pure returns (bytes memory data) {
        data = new bytes(2 * row.length);
        for (uint256 i = 0; i < row.length; ++i) {
            (data[2 * i], data[2 * i + 1]) = (bytes1(uint8(row[i] >> 8)), bytes1(uint8(row[i])));
        }
    }

    function _check(uint256[] memory hi, uint256[] memory lo, uint256 modulus, uint32 index) private view {
        uint16 k = uint16(hi.length);
        uint256 x = index % modulus;
        bytes memory one = bytes.concat(bytes2(uint16(modulus)), _pack(hi));
        (uint256 first, uint256 second) = this.evaluate(one, false, k, index);
        assert(first == _expected(hi, x) && second == 0);
        (first, second) = this.evaluate(bytes.concat(one, _pack(lo)), true, k, index);
        assert(first == _expected(hi, x) && second == _expected(lo, x));
    }

    function test_theLargestNumbersStayInTheirHalves() public view {
        for (uint256 k = 2; k <= 256; k = k < 17 ? k + 1 : k + 7) {
            uint256[] memory row = new uint256[](k);
            for (uint256 i = 0; i < k; ++i) row[i] = FIELD - 1;
            _check(row, row, FIELD, uint32(FIELD - 1));
            _check(row, row, FIELD, uint32(FIELD - 2));
        }
    }

    function testFuzz_bothWordsAreHorners(uint256 seed, uint256 k, uint256 modulus, uint32 index) public view {
        k = _bound(k, 2, 256);
        modulus = _bound(modulus, 32_769, FIELD);
        uint256[] memory hi = new uint256[](k);
        uint256[] memory lo = new uint256[](k);
        for (uint256 i = 0; i < k; ++i) {
            hi[i] = uint256(keccak256(abi.encode(seed, i))) % FIELD;
            lo[i] = uint256(keccak256(abi.encode(seed, i, k))) % FIELD;
        }
        hi[1] |= 1;
        _check(hi, lo, modulus, index);
    }
}
