// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Decay} from "./Decay.sol";

/// @notice What a holder has of one kind, in one slot: lifetime, recent as of a time, minted in the epoch of that time
/// (72 bits each) and the time (40 bits).
type Balance is uint256;

using Balances for Balance global;

/// @title Balances of credits.
/// @notice Reads and grows the packed balance.
library Balances {
    uint256 internal constant LARGEST = type(uint72).max;

    /// @notice The balance has no room for so much.
    error BalanceFull(uint256 lifetime, uint256 amount);

    /// @dev A balance after it grew now.
    function grow(
        Balance balance,
        uint256 amount,
        uint256 minted,
        uint256 halfLife
    ) internal view returns (Balance grown) {
        uint256 total = balance.lifetime();
        if (amount > LARGEST - total) revert BalanceFull(total, amount);
        // All fit: the recent balance is at most the lifetime, which was just checked.
        unchecked {
            uint256 left = balance.recent(halfLife) + amount;
            return Balance.wrap((total + amount) | (left << 72) | (minted << 144) | (block.timestamp << 216));
        }
    }

    /// @dev A balance of which some was taken back now.
    function shrink(Balance balance, uint256 amount, uint256 halfLife) internal view returns (Balance shrunk) {
        uint256 left = balance.recent(halfLife);
        left = left > amount ? left - amount : 0;
        return Balance.wrap((balance.lifetime() - amount) | (left << 72) | (block.timestamp << 216));
    }

    /// @dev All ever earned.
    function lifetime(Balance balance) internal pure returns (uint256 amount) {
        return Balance.unwrap(balance) & LARGEST;
    }

    /// @dev What still weighs now.
    function recent(Balance balance, uint256 halfLife) internal view returns (uint256 amount) {
        uint256 value = (Balance.unwrap(balance) >> 72) & LARGEST;
        return Decay.decay(value, block.timestamp - (Balance.unwrap(balance) >> 216), halfLife);
    }

    /// @dev What was minted in the epoch of now.
    function mintedIn(Balance balance, uint256 epoch) internal view returns (uint256 amount) {
        if ((Balance.unwrap(balance) >> 216) / epoch != block.timestamp / epoch) return 0;
        return (Balance.unwrap(balance) >> 144) & LARGEST;
    }
}
