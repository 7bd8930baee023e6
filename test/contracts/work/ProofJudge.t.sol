// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofChunk} from "../../../contracts/work/ProofChunk.sol";
import {ProofJudge} from "../../../contracts/work/ProofJudge.sol";
import {TestBase} from "../Vm.sol";

contract ProofJudgeTest is TestBase {
    uint16 private constant FIELD = 65_497;
    ProofJudge private _judge = new ProofJudge();

    /// 3 + 2x + x^2, then for two words 32768 + 5x + 0x^2.
    bytes private constant ONE_WORD = hex"ffd9000300020001";
    bytes private constant TWO_WORDS = hex"ffd9000300020001800000050000";

    function _one(bytes memory points) private view returns (ProofJudge.Statistics memory) {
        return _judge.judge(ONE_WORD, 1, 3, points);
    }

    function _two(bytes memory chunk, bytes memory points) private view returns (ProofJudge.Statistics memory) {
        return _judge.judge(chunk, 2, 3, points);
    }

    function _refuses(bytes memory error, bytes memory chunk, uint8 variant, uint16 k, bytes memory points) private {
        vm.expectRevert(error);
        _judge.judge(chunk, variant, k, points);
    }

    function test_aPointIsTheValueOfThePolynomial() public view {
        // 3 + 2 * 10 + 100 = 123, and the index is reduced by the modulus.
        ProofJudge.Statistics memory found = _one(abi.encodePacked(uint32(10), uint16(123)));
        assert(found.points == 1 && found.mismatches == 0 && found.errorSum == 0);
        found = _one(abi.encodePacked(uint32(10) + FIELD, uint16(123)));
        assert(found.mismatches == 0 && found.errorSum == 0);
        found = _judge.judge(hex"8001000300020001", 1, 3, abi.encodePacked(uint32(10) + 32_769, uint16(123)));
        assert(found.mismatches == 0 && found.errorSum == 0);
    }

    function test_mantissaErrorsAreCountedOnBothSides() public view {
        // Claims 3, 6, 11, 18 of one exponent.
        bytes memory points = abi.encodePacked(
            uint32(0),
            uint16(5),
            uint32(1),
            uint16(5),
            uint32(2),
            uint16(16),
            uint32(3),
            uint16(27)
        );
        ProofJudge.Statistics memory found = _one(points);
        assert(found.points == 4 && found.mismatches == 0);
        assert(found.errorSum == 2 + 1 + 5 + 9);
        assert(found.errorMedianLow == 2 && found.errorMedianHigh == 5);
        assert(found.relativeMedianLow == 0 && found.relativeMedianHigh == 0);
    }

    function test_signAndExponentMustAgree() public view {
        bytes memory signs = abi.encodePacked(uint32(0), uint16(0x8003), uint32(1), uint16(6), uint32(2), uint16(0x8b));
        ProofJudge.Statistics memory found = _one(signs);
        assert(found.points == 3 && found.mismatches == 2 && found.errorSum == 0);
        assert(found.errorMedianLow == 0 && found.errorMedianHigh == 0);
    }

    function test_whereNothingMatchesNothingIsMeasured() public view {
        ProofJudge.Statistics memory found = _two(TWO_WORDS, abi.encodePacked(uint32(0), uint32(0x80030000)));
        assert(found.points == 1 && found.mismatches == 1 && found.errorSum == 0);
        assert(found.errorMedianHigh == 0 && found.relativeMedianHigh == 0);
    }

    function test_twoWordsAreMeasuredAgainstTheOwnValue() public view {
        // hi = 0x3f80 + x, lo = 32768 + 5x: 1 + 0.0078125 x + 5x / 2^23 in fp32.
        bytes memory chunk = hex"ffd93f8000010000800000050000";
        ProofJudge.Statistics memory found = _two(chunk, abi.encodePacked(uint32(4), uint32(0x3f840014)));
        assert(found.mismatches == 0 && found.errorSum == 0 && found.relativeMedianHigh == 0);
        // 5 steps of 2^-23 from 1, rounded down: 596 parts per billion; the same from above.
        found = _two(chunk, abi.encodePacked(uint32(0), uint32(0x3f800005)));
        assert(found.mismatches == 0 && found.errorSum == 0 && found.relativeMedianLow == 596);
        found = _two(chunk, abi.encodePacked(uint32(1), uint32(0x3f810000)));
        assert(found.relativeMedianHigh == (5 * 1e9) / uint256(0x810000));
        // All three at once: 0, 591, 596.
        bytes memory all = abi.encodePacked(
            uint32(0),
            uint32(0x3f800005),
            uint32(1),
            uint32(0x3f810000),
            uint32(4),
            uint32(0x3f840014)
        );
        found = _two(chunk, all);
        assert(found.relativeMedianLow == 591 && found.relativeMedianHigh == 591 && found.points == 3);
    }

    /// 0x3f800000 is 1 and the fp32 below it has the next lower exponent, but rounds to the same bf16.
    function test_valuesBesideAPowerOfTwoAreAligned() public view {
        bytes memory chunk = hex"ffd93f8000010000800000050000";
        ProofJudge.Statistics memory found = _two(chunk, abi.encodePacked(uint32(0), uint32(0x3f7fffff)));
        assert(found.mismatches == 0 && found.relativeMedianHigh == uint256(1e9) / 0xffffff);
        chunk = hex"ffd93f80000100007fff00050000";
        found = _two(chunk, abi.encodePacked(uint32(0), uint32(0x3f800000)));
        assert(found.mismatches == 0 && found.relativeMedianHigh == uint256(1e9) / 0x1000000);
    }

    function test_smallestNumbersAreMeasuredToo() public view {
        // Claims 0 at index 0; own values are zero, the smallest number, and a claim below zero.
        bytes memory chunk = hex"ffd9000000010000800000050000";
        assert(_two(chunk, abi.encodePacked(uint32(0), uint32(0))).relativeMedianHigh == 0);
        ProofJudge.Statistics memory found = _two(chunk, abi.encodePacked(uint32(0), uint32(1)));
        assert(found.mismatches == 0 && found.relativeMedianHigh == 1e9);
        found = _two(hex"ffd9000000010000800100050000", abi.encodePacked(uint32(0), uint32(0)));
        assert(found.mismatches == 0 && found.relativeMedianHigh == type(uint64).max);
        found = _two(hex"ffd90000000100007fff00050000", abi.encodePacked(uint32(0), uint32(0)));
        assert(found.mismatches == 1);
        found = _two(hex"ffd98000000100007fff00050000", abi.encodePacked(uint32(0), uint32(0x80000000)));
        assert(found.mismatches == 1);
        found = _two(hex"ffd90001000100007fff00050000", abi.encodePacked(uint32(0), uint32(0x00010000)));
        assert(found.mismatches == 0 && found.relativeMedianHigh == uint256(1e9) / 0x10000);
    }

    function test_ownValuesAreRoundedToEven() public view {
        bytes memory chunk = hex"ffd93f8000010000800000050000";
        // Halfway from 0x3f80 goes down, halfway from 0x3f81 goes up.
        assert(_two(chunk, abi.encodePacked(uint32(0), uint32(0x3f808000))).errorSum == 0);
        assert(_two(chunk, abi.encodePacked(uint32(0), uint32(0x3f808001))).errorSum == 1);
        assert(_two(chunk, abi.encodePacked(uint32(1), uint32(0x3f818000))).errorSum == 1);
        assert(_two(chunk, abi.encodePacked(uint32(1), uint32(0x3f817fff))).errorSum == 0);
    }

    function test_thereAreTwoVariants() public {
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        _refuses(abi.encodeWithSelector(ProofJudge.VariantUnknown.selector, 0), ONE_WORD, 0, 3, point);
        _refuses(abi.encodeWithSelector(ProofJudge.VariantUnknown.selector, 3), ONE_WORD, 3, 3, point);
    }

    function test_thereAreTwoTo256Coefficients() public {
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        bytes4 selector = ProofChunk.CoefficientCountInvalid.selector;
        _refuses(abi.encodeWithSelector(selector, 0), hex"ffd9", 1, 0, point);
        _refuses(abi.encodeWithSelector(selector, 1), hex"ffd90003", 1, 1, point);
        _refuses(abi.encodeWithSelector(selector, 257), new bytes(516), 1, 257, point);
        _refuses(abi.encodeWithSelector(selector, 65_535), "", 1, 65_535, point);
        assert(_judge.judge(hex"ffd900030001", 1, 2, point).mismatches == 0);
        bytes memory longest = new bytes(514);
        (longest[0], longest[1], longest[513]) = (0xff, 0xd9, 0x01);
        assert(_judge.judge(longest, 1, 256, abi.encodePacked(uint32(1), uint16(1))).mismatches == 0);
    }

    function test_aChunkHasItsExactLength() public {
        bytes4 selector = ProofChunk.ChunkLengthInvalid.selector;
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        _refuses(abi.encodeWithSelector(selector, 0, 8), "", 1, 3, point);
        _refuses(abi.encodeWithSelector(selector, 7, 8), hex"ffd90003000200", 1, 3, point);
        _refuses(abi.encodeWithSelector(selector, 9, 8), hex"ffd900030002000100", 1, 3, point);
        _refuses(abi.encodeWithSelector(selector, 8, 14), ONE_WORD, 2, 3, point);
        _refuses(abi.encodeWithSelector(selector, 14, 8), TWO_WORDS, 1, 3, point);
    }

    function test_theModulusHasBounds() public {
        bytes4 selector = ProofChunk.ModulusInvalid.selector;
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        uint16[4] memory bad = [0, 1, 32_768, FIELD + 1];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory chunk = abi.encodePacked(bad[i], hex"000300020001");
            _refuses(abi.encodeWithSelector(selector, bad[i]), chunk, 1, 3, point);
        }
        assert(_judge.judge(abi.encodePacked(uint16(32_769), hex"000300020001"), 1, 3, point).mismatches == 0);
    }

    function test_coefficientsAreOfTheField() public {
        bytes4 selector = ProofChunk.CoefficientInvalid.selector;
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        _refuses(abi.encodeWithSelector(selector, 0, FIELD), hex"ffd9ffd900020001", 1, 3, point);
        _refuses(abi.encodeWithSelector(selector, 2, 65_535), hex"ffd900030002ffff", 1, 3, point);
        point = abi.encodePacked(uint32(0), uint32(0x30000));
        _refuses(abi.encodeWithSelector(selector, 3, FIELD), hex"ffd9000300020001ffd900050000", 2, 3, point);
        _refuses(abi.encodeWithSelector(selector, 5, FIELD), hex"ffd900030002000180000005ffd9", 2, 3, point);
        assert(_judge.judge(hex"ffd90003ffd80001", 1, 3, abi.encodePacked(uint32(0), uint16(3))).mismatches == 0);
    }

    function test_aConstantIsNoPolynomial() public {
        bytes memory point = abi.encodePacked(uint32(0), uint16(3));
        bytes memory constant_ = abi.encodeWithSelector(ProofChunk.ChunkConstant.selector);
        _refuses(constant_, hex"ffd9000300000000", 1, 3, point);
        // The second word of a constant is no power of x either, but may itself be constant.
        _refuses(constant_, hex"ffd9000300000000800000050000", 2, 3, abi.encodePacked(uint32(0), uint32(0x30000)));
        assert(_two(hex"ffd9000300000001800000000000", abi.encodePacked(uint32(0), uint32(0x30000))).mismatches == 0);
    }

    function test_pointsAreWhole() public {
        bytes4 selector = ProofJudge.PointsLengthInvalid.selector;
        _refuses(abi.encodeWithSelector(selector, 5, 6), ONE_WORD, 1, 3, new bytes(5));
        _refuses(abi.encodeWithSelector(selector, 8, 6), ONE_WORD, 1, 3, new bytes(8));
        _refuses(abi.encodeWithSelector(selector, 12, 8), TWO_WORDS, 2, 3, new bytes(12));
        selector = ProofJudge.PointCountInvalid.selector;
        _refuses(abi.encodeWithSelector(selector, 0), ONE_WORD, 1, 3, "");
        _refuses(abi.encodeWithSelector(selector, 257), ONE_WORD, 1, 3, new bytes(257 * 6));
    }

    function test_256PointsAreTaken() public view {
        bytes memory points = "";
        for (uint32 i = 0; i < 256; ++i) points = bytes.concat(points, abi.encodePacked(i * 3, uint32(i)));
        assert(_two(TWO_WORDS, points).points == 256);
    }

    function test_pointsAscend() public {
        bytes4 selector = ProofJudge.PointsUnordered.selector;
        bytes memory twice = abi.encodePacked(uint32(7), uint16(3), uint32(7), uint16(3));
        _refuses(abi.encodeWithSelector(selector, 1, 7, 7), ONE_WORD, 1, 3, twice);
        bytes memory back = abi.encodePacked(uint32(1), uint16(3), uint32(7), uint16(3), uint32(6), uint16(3));
        _refuses(abi.encodeWithSelector(selector, 2, 7, 6), ONE_WORD, 1, 3, back);
        bytes memory zeros = abi.encodePacked(uint32(0), uint16(3), uint32(0), uint16(3));
        _refuses(abi.encodeWithSelector(selector, 1, 0, 0), ONE_WORD, 1, 3, zeros);
        assert(_one(abi.encodePacked(uint32(0), uint16(3), type(uint32).max, uint16(3))).points == 2);
    }

    function test_ownValuesAreFinite() public {
        bytes4 selector = ProofJudge.PointNotFinite.selector;
        uint16[4] memory words = [0x7f80, 0xff80, 0x7fff, 0xffff];
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory points = abi.encodePacked(uint32(0), uint16(3), uint32(9), words[i]);
            _refuses(abi.encodeWithSelector(selector, 1, uint32(words[i]) << 16), ONE_WORD, 1, 3, points);
        }
        uint32[6] memory bits = [0x7f800000, 0xff800000, 0x7fffffff, 0xffffffff, 0x7f7f8000, 0xff7f8000];
        for (uint256 i = 0; i < 6; ++i) {
            bytes memory points = abi.encodePacked(uint32(9), bits[i]);
            _refuses(abi.encodeWithSelector(selector, 0, bits[i]), TWO_WORDS, 2, 3, points);
        }
        assert(_one(abi.encodePacked(uint32(0), uint16(0x7f7f))).points == 1);
        assert(_two(TWO_WORDS, abi.encodePacked(uint32(0), uint32(0xff7f7fff))).points == 1);
    }

    /// Any bytes are judged or refused by name, for little gas: nothing loops beyond what the lengths allow.
    function testFuzz_anyBytesAreJudgedOrRefusedByName(
        bytes calldata chunk,
        uint8 variant,
        uint16 k,
        bytes calldata points
    ) public view {
        _assertNamed(chunk, variant, k, points);
        _assertNamed(chunk, 1 + (variant % 2), k % 300, points);
        uint16 fitting = uint16(chunk.length / 2);
        _assertNamed(chunk, 1, fitting, points);
        _assertNamed(bytes.concat(hex"ffd9", chunk), 1, fitting, points);
        _assertNamed(
            bytes.concat(hex"ffd9", chunk[:fitting * 2]),
            1,
            fitting,
            points[:points.length - (points.length % 6)]
        );
    }

    function testFuzz_aBentChunkIsRefusedByName(uint256 seed, uint8 place, uint16 word) public view {
        bytes memory chunk = new bytes(258);
        for (uint256 i = 0; i < 129; ++i) _setWord(chunk, i, uint16(uint256(keccak256(abi.encode(seed, i))) % FIELD));
        _setWord(chunk, 0, FIELD);
        bytes memory points = abi.encodePacked(uint32(seed), uint16(3));
        (bool success, ) = _call(chunk, 1, 128, points);
        assert(success);
        _setWord(chunk, place % 129, word);
        (success, ) = _call(chunk, 1, 128, points);
        bool isRange = word < FIELD && (place % 129 != 0 || word > 32_768);
        assert(success == (isRange || (place % 129 == 0 && word == FIELD)));
        _assertNamed(chunk, 1, 128, points);
    }

    function _setWord(bytes memory data, uint256 at, uint16 word) private pure {
        (data[2 * at], data[2 * at + 1]) = (bytes1(uint8(word >> 8)), bytes1(uint8(word)));
    }

    function _call(
        bytes memory chunk,
        uint8 variant,
        uint16 k,
        bytes memory points
    ) private view returns (bool, bytes memory) {
        return address(_judge).staticcall{gas: 5_000_000}(abi.encodeCall(_judge.judge, (chunk, variant, k, points)));
    }

    function _assertNamed(bytes memory chunk, uint8 variant, uint16 k, bytes memory points) private view {
        (bool success, bytes memory answer) = _call(chunk, variant, k, points);
        if (success) return;
        bytes4 name = bytes4(answer);
        assert(
            name == ProofJudge.VariantUnknown.selector ||
                name == ProofChunk.CoefficientCountInvalid.selector ||
                name == ProofChunk.ChunkLengthInvalid.selector ||
                name == ProofChunk.ModulusInvalid.selector ||
                name == ProofChunk.CoefficientInvalid.selector ||
                name == ProofChunk.ChunkConstant.selector ||
                name == ProofJudge.PointsLengthInvalid.selector ||
                name == ProofJudge.PointCountInvalid.selector ||
                name == ProofJudge.PointsUnordered.selector ||
                name == ProofJudge.PointNotFinite.selector
        );
    }
}
