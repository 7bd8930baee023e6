// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Decay by half-lives.
/// @notice Whole half-lives halve the value; within one the value falls in a straight line from full to half. The curve
/// lies on or above the true exponential, never rises, and rounds down.
library Decay {
    /// @dev Value after some time.
    function decay(uint256 value, uint256 elapsed, uint256 halfLife) internal pure returns (uint256 left) {
        if (value == 0) return 0;
        uint256 halvings = elapsed / halfLife;
        if (halvings > 255) return 0;
        left = value >> halvings;
        // The product stays below 2**192 and the part below the whole.
        unchecked {
            uint256 whole = 2 * halfLife;
            left -= (left * (elapsed % halfLife) + whole - 1) / whole;
        }
    }
}
