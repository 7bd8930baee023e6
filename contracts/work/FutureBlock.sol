// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title A block whose hash nobody knows yet, and its hash once everybody does.
/// @notice A hash can be read for 256 blocks only. A draw that comes too early or too late does not fail: it keeps its aim
/// or takes the next block, so that the transaction itself moves the chain forward and a later call succeeds.
library FutureBlock {
    /// @notice Tells what a draw at this block yields.
    /// @param target The block whose hash decides.
    /// @return hash Its hash, or 0 when it cannot be read.
    /// @return next The block to aim at when it cannot be read.
    function read(uint256 target) internal view returns (bytes32 hash, uint256 next) {
        hash = blockhash(target);
        next = block.number > target ? block.number + 1 : target;
    }
}
