// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ProofChunk} from "./ProofChunk.sol";
import {SortedList} from "./SortedList.sol";

/// @title The judge of one proof chunk: opened points against the polynomial that a node committed to.
/// @notice A chunk is big-endian: a 16-bit modulus, k 16-bit coefficients in ascending power, and in the two-word variant
/// k more. Over the field of 65,497 elements the first polynomial gives, at (index mod modulus), the bf16 pattern that the
/// node claims for that activation; the second one gives fp32 bits - bf16 pattern * 65536 + 32768. Whoever judges opens
/// points with values computed by themselves. The judge is pure: it keeps nothing and decides nothing by itself.
/// @dev Judges one proof chunk.
contract ProofJudge {
    using ProofChunk for ProofChunk.Chunk;
    using SortedList for SortedList.List;

    /// @notice How far claimed and own values lie apart. Points match when sign and exponent of their bf16 are the same.
    struct Statistics {
        uint16 points; // number of opened points
        uint16 mismatches; // points that do not match
        uint32 errorSum; // sum over the matching points of the distance of their 7-bit mantissas
        uint8 errorMedianLow; // lower median of these distances, 0 when nothing matches
        uint8 errorMedianHigh; // upper median of them; the same for an odd number
        // lower median over the matching points of |claimed - own| / |own| in fp32, in parts per billion, rounded down;
        // 0 in the one-word variant
        uint64 relativeMedianLow;
        uint64 relativeMedianHigh; // upper median of them
    }

    /// @notice Largest statistics that stay inside a limit.
    struct Limits {
        uint16 mismatches; // points that do not match
        uint32 errorMean; // mean mantissa distance in thousandths
        uint8 errorMedian; // upper median of the mantissa distances
        uint64 relativeMedian; // upper median of the relative distances, in parts per billion
    }

    /// @notice Thresholds of a model and runtime class.
    struct Profile {
        Limits pass; // a chunk inside all of these passes
        Limits fail; // a chunk beyond any of these fails
    }

    /// @notice What a profile says of a chunk.
    enum Verdict {
        INCONCLUSIVE,
        PASS,
        FAIL
    }

    /// @notice Variant 1 has one word per coefficient, variant 2 has two.
    error VariantUnknown(uint8 variant);
    /// @notice The points are not a whole number of points.
    error PointsLengthInvalid(uint256 length, uint256 pointLength);
    /// @notice 1 to 256 points are opened.
    error PointCountInvalid(uint256 count);
    /// @notice The indices of the points ascend, so that none counts twice.
    error PointsUnordered(uint256 position, uint32 previous, uint32 index);
    /// @notice The own value, here as fp32, is infinite, not a number, or infinite once rounded to bf16.
    error PointNotFinite(uint256 position, uint32 bits);

    uint8 private constant ONE_WORD = 1;
    uint8 private constant TWO_WORD = 2;
    uint256 private constant POINTS_MAX = 256;
    uint256 private constant BILLION = 1e9;
    /// @dev Half of the second word's range: what is added to it so that it is never negative.
    uint256 private constant OFFSET = 32_768;
    /// @dev Magnitude of the largest fp32 that is finite once rounded to bf16.
    uint32 private constant LARGEST = 0x7f7f7fff;

    /// @notice Compares opened points with a chunk.
    /// @param variant 1 for one word per coefficient, 2 for two.
    /// @param points The points in ascending order, packed and big-endian: a 32-bit flat index and the judge's own value,
    /// 16 bits of bf16 in variant 1, 32 bits of fp32 in variant 2.
    function judge(
        bytes calldata chunk,
        uint8 variant,
        uint16 k,
        bytes calldata points
    ) external pure returns (Statistics memory statistics) {
        if (variant != ONE_WORD && variant != TWO_WORD) revert VariantUnknown(variant);
        bool isTwoWord = variant == TWO_WORD;
        ProofChunk.Chunk memory claim = ProofChunk.parse(chunk, isTwoWord, k);
        uint256 count = _countPoints(points, isTwoWord ? 8 : 6);
        SortedList.List memory errors = SortedList.create(count);
        SortedList.List memory relatives = SortedList.create(isTwoWord ? count : 0);

        uint32 previous = 0;
        for (uint256 i = 0; i < count; ++i) {
            (uint32 index, uint32 bits) = _pointAt(points, i, isTwoWord);
            if (i != 0 && index <= previous) revert PointsUnordered(i, previous, index);
            previous = index;
            if (bits & 0x7fffffff > LARGEST) revert PointNotFinite(i, bits);

            uint256 own = _round(bits);
            (uint256 hi, uint256 lo) = claim.evaluate(index);
            if (!_matches(hi, lo, own, isTwoWord)) continue;
            uint256 distance = _distance(hi, own);
            errors.insert(distance);
            statistics.errorSum += uint32(distance);
            if (isTwoWord) relatives.insert(_relativeError(hi * 65_536 + lo - OFFSET, bits));
        }
        (uint256 low, uint256 high) = errors.medians();
        (statistics.errorMedianLow, statistics.errorMedianHigh) = (uint8(low), uint8(high));
        (low, high) = relatives.medians();
        (statistics.relativeMedianLow, statistics.relativeMedianHigh) = (uint64(low), uint64(high));
        (statistics.points, statistics.mismatches) = (uint16(count), uint16(count - errors.length));
    }

    /// @notice Compares statistics with a profile: FAIL beyond any limit of failing or when no point matches, PASS inside
    /// all limits of passing, otherwise INCONCLUSIVE.
    function verdict(Statistics calldata statistics, Profile calldata profile) external pure returns (Verdict) {
        if (statistics.mismatches >= statistics.points) return Verdict.FAIL;
        if (_exceeds(statistics, profile.fail)) return Verdict.FAIL;
        return _exceeds(statistics, profile.pass) ? Verdict.INCONCLUSIVE : Verdict.PASS;
    }

    function _countPoints(bytes calldata points, uint256 pointLength) private pure returns (uint256 count) {
        count = points.length / pointLength;
        if (points.length % pointLength != 0) revert PointsLengthInvalid(points.length, pointLength);
        if (count == 0 || count > POINTS_MAX) revert PointCountInvalid(count);
    }

    /// @dev Gives the own value as fp32 in both variants; widening a bf16 and rounding it again changes nothing. Every
    /// caller stays inside the length that was counted.
    function _pointAt(
        bytes calldata points,
        uint256 position,
        bool isTwoWord
    ) private pure returns (uint32 index, uint32 bits) {
        uint256 pair = 0;
        uint256 pointLength = isTwoWord ? 8 : 6;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            pair := shr(192, calldataload(add(points.offset, mul(position, pointLength))))
        }
        bits = uint32(isTwoWord ? pair : pair & 0xffff0000);
        return (uint32(pair >> 32), bits);
    }

    /// @dev fp32 to bf16, to the nearest and to even in the middle.
    function _round(uint256 bits) private pure returns (uint256) {
        return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    }

    /// @dev The first nine bits of a bf16 are sign and exponent. A zero of either sign whose second word points below it
    /// is no number.
    function _matches(uint256 hi, uint256 lo, uint256 own, bool isTwoWord) private pure returns (bool) {
        if (hi >> 7 != own >> 7) return false;
        return !isTwoWord || hi & 0x7fff != 0 || lo >= OFFSET;
    }

    function _distance(uint256 hi, uint256 own) private pure returns (uint256) {
        (uint256 claimed, uint256 actual) = (hi & 0x7f, own & 0x7f);
        return claimed > actual ? claimed - actual : actual - claimed;
    }

    /// @dev Both numbers have the same sign, and exponents that differ by one at most: each lies within half a step of a
    /// bf16 of one and the same exponent.
    function _relativeError(uint256 claimedBits, uint256 ownBits) private pure returns (uint256) {
        (uint256 claimed, uint256 claimedExponent) = _split(claimedBits);
        (uint256 own, uint256 ownExponent) = _split(ownBits);
        if (claimedExponent > ownExponent) claimed <<= claimedExponent - ownExponent;
        else own <<= ownExponent - claimedExponent;
        uint256 gap = claimed > own ? claimed - own : own - claimed;
        if (own == 0) return gap == 0 ? 0 : type(uint64).max;
        return (gap * BILLION) / own;
    }

    /// @dev An fp32 as an integer times a power of two.
    function _split(uint256 bits) private pure returns (uint256 significand, uint256 exponent) {
        exponent = (bits >> 23) & 0xff;
        significand = bits & 0x7fffff;
        return exponent == 0 ? (significand, 1) : (significand | 0x800000, exponent);
    }

    function _exceeds(Statistics calldata statistics, Limits calldata limits) private pure returns (bool) {
        uint256 matching = statistics.points - statistics.mismatches;
        return
            statistics.mismatches > limits.mismatches ||
            uint256(statistics.errorSum) * 1_000 > uint256(limits.errorMean) * matching ||
            statistics.errorMedianHigh > limits.errorMedian ||
            statistics.relativeMedianHigh > limits.relativeMedian;
    }
}
