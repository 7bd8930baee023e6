// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice How many intervals [from, until) hold at a time. Each begins and ends by the clock, without a transaction.
/// @dev An interval begins now, or with a week to come; it ends with a week, at most `REACH` weeks ahead. What is said
/// about a time that has passed never changes, for every change is either of now or of a week to come.
library Tide {
    using Checkpoints for Checkpoints.Trace208;

    uint48 internal constant WEEK = 7 days;
    /// @dev Two years. Each change leaves a level behind, so no look-up walks further than this from one.
    uint48 internal constant REACH = 105;

    struct Sum {
        // value of a level: [0..63] the sum, [64..111] the time of the level, to which the turns after it are added
        Checkpoints.Trace208 levels;
        // one word holds eight weeks: what the sum gains or loses as each of them begins
        mapping(uint256 octet => int32[8]) turns;
    }

    /// @notice The interval is over, ends within a week, or ends too far ahead.
    error IntervalInvalid(uint48 from, uint48 until);

    /// @dev The beginning of the week of a time: not later than it.
    function weekOf(uint48 time) internal pure returns (uint48 start) {
        return (time / WEEK) * WEEK;
    }

    /// @dev The next beginning of a week: not earlier than the time.
    function weekFrom(uint48 time) internal pure returns (uint48 start) {
        return weekOf(time + WEEK - 1);
    }

    /// @dev Adds an interval, from now on when it began before; an empty one or one that is over adds nothing.
    function add(Sum storage self, uint48 from, uint48 until) internal {
        _change(self, from, until, 1);
    }

    /// @dev Takes back what is still to come of an interval, given as it was added.
    function remove(Sum storage self, uint48 from, uint48 until) internal {
        _change(self, from, until, -1);
    }

    /// @dev The sum at a time: of past times for good, of times to come as far as it is known now.
    function at(Sum storage self, uint48 time) internal view returns (uint256 sum) {
        // Most look-ups ask about a moment ago: no search is needed.
        (, uint48 last, uint208 level) = self.levels.latestCheckpoint();
        if (last > time) level = self.levels.upperLookupRecent(time);
        if (level == 0) return 0;

        uint256 week = uint48(level >> 64) / WEEK;
        uint256 end = Math.min(time / WEEK, week + REACH);
        int256 flow = int256(uint256(uint64(level)));
        while (week < end) {
            ++week;
            flow += self.turns[week / 8][week % 8];
        }
        return uint256(flow);
    }

    function _change(Sum storage self, uint48 from, uint48 until, int32 sign) private {
        uint48 time = uint48(block.timestamp);
        if (until <= time || until <= from) return;
        bool aligned = until % WEEK == 0 && (from <= time || from % WEEK == 0);
        if (!aligned || until / WEEK > time / WEEK + REACH) revert IntervalInvalid(from, until);

        int256 level = int256(at(self, time));
        if (from <= time) level += sign;
        else _turn(self, from, sign);
        _turn(self, until, -sign);
        self.levels.push(time, (uint208(time) << 64) | uint64(uint256(level)));
    }

    function _turn(Sum storage self, uint48 time, int32 sign) private {
        uint256 week = time / WEEK;
        self.turns[week / 8][week % 8] += sign;
    }
}
