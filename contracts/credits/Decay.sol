// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Decay by half-lives.
/// @notice Whole half-lives halve the value; within one the value falls in a straight line from full to half. The curve
/// lies on or above the true exponential, never rises, and rounds down.
library Decay {
    /// @notice Value after some time.
    /// @param value What it was.
    /// @param elapsed Seconds since then.
    /// @param halfLife Seconds in which it halves, greater than zero.
    /// @return left What is left.
    function decay(uint256 value, uint256 elapsed, uint256 halfLife) internal pure returns (uint256 left) {
        uint256 halvings = elapsed / halfLife;
        if (halvings > 255) return 0;
        left = value >> halvings;
        uint256 part = (left * (elapsed % halfLife) + 2 * halfLife - 1) / (2 * halfLife);
        left -= part;
    }
}
