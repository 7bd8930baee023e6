// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title The judge of one proof chunk: opened points against the polynomial that a node committed to.
/// @notice A chunk is big-endian: a 16-bit modulus, k 16-bit coefficients in ascending power, and in the two-word variant
/// k more. Over the field of 65,497 elements the first polynomial gives, at (index mod modulus), the bf16 pattern that the
/// node claims for that activation; the second one gives fp32 bits - bf16 pattern * 65536 + 32768. Whoever judges opens
/// points with values computed by themselves. The judge is pure: it keeps nothing and decides nothing by itself.
interface IProofJudge {
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
    /// @notice The points are not a whole number of points.
    error PointsLengthInvalid(uint256 length, uint256 pointLength);
    /// @notice 1 to 256 points are opened.
    error PointCountInvalid(uint256 count);
    /// @notice The indices of the points ascend, so that none counts twice.
    error PointsUnordered(uint256 position, uint32 previous, uint32 index);
    /// @notice The own value, here as fp32, is infinite, not a number, or infinite once rounded to bf16.
    error PointNotFinite(uint256 position, uint32 bits);

    /// @notice Compares opened points with a chunk.
    /// @param variant 1 for one word per coefficient, 2 for two.
    /// @param points The points in ascending order, packed and big-endian: a 32-bit flat index and the judge's own value,
    /// 16 bits of bf16 in variant 1, 32 bits of fp32 in variant 2.
    function judge(
        bytes calldata chunk,
        uint8 variant,
        uint16 k,
        bytes calldata points
    ) external pure returns (Statistics memory statistics);

    /// @notice Compares statistics with a profile: FAIL beyond any limit of failing or when no point matches, PASS inside
    /// all limits of passing, otherwise INCONCLUSIVE.
    function verdict(Statistics calldata statistics, Profile calldata profile) external pure returns (Verdict verdict_);
}
