// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A bucket that fills again at a steady pace, whole in one period.
/// @notice Works like OpenZeppelin's `RateLimiter.RefillingBucket` but for three things. The capacity is given at each
/// call, since it follows the number of members and no transaction could write it down for all. What was used is kept in
/// fractions of a unit, so that someone who takes little at a time loses nothing to rounding. And a use weighs no more
/// than a full bucket, so that one period fills every bucket even after the capacity fell.
library Bucket {
    /// @dev Used amounts are counted in 2**-64 of a unit.
    uint256 private constant ONE = 1 << 64;

    /// @notice What of an earlier use still counts.
    /// @param used What counted before, in fractions of a unit.
    /// @param elapsed Seconds since then.
    /// @param capacity Units of a full bucket, below 2**64.
    /// @param period Seconds in which an empty one fills.
    /// @return left In fractions of a unit.
    function drain(
        uint256 used,
        uint256 elapsed,
        uint256 capacity,
        uint256 period
    ) internal pure returns (uint256 left) {
        if (elapsed >= period) return 0;
        uint256 full = capacity * ONE;
        uint256 refilled = (full * elapsed) / period;
        left = used < full ? used : full;
        left = left > refilled ? left - refilled : 0;
    }

    /// @notice Whole units left in a bucket.
    /// @param used What counts as used, in fractions of a unit; at most the full bucket.
    /// @param capacity Units of a full bucket, below 2**64.
    /// @return units What may be taken.
    function room(uint256 used, uint256 capacity) internal pure returns (uint256 units) {
        units = (capacity * ONE - used) / ONE;
    }

    /// @notice Adds a use.
    /// @param used What counts as used, in fractions of a unit.
    /// @param units What is taken, at most what is left.
    /// @return sum In fractions of a unit, below 2**128.
    function take(uint256 used, uint256 units) internal pure returns (uint256 sum) {
        sum = used + units * ONE;
    }
}
