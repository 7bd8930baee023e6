// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {Bucket} from "../../../contracts/commons/Bucket.sol";
import {TestBase} from "../Vm.sol";

/// @notice The bucket beside OpenZeppelin's, and what it must hold by itself.
contract BucketTest is TestBase {
    using RateLimiter for RateLimiter.RefillingBucket;

    uint256 private constant ONE = 1 << 64;
    RateLimiter.RefillingBucket private _other;

    function test_fillsAtASteadyPace() public pure {
        assert(Bucket.drain(800 * ONE, 0, 1_000, 100) == 800 * ONE);
        assert(Bucket.drain(800 * ONE, 1, 1_000, 100) == 790 * ONE);
        assert(Bucket.drain(800 * ONE, 79, 1_000, 100) == 10 * ONE);
        assert(Bucket.drain(800 * ONE, 80, 1_000, 100) == 0);
        assert(Bucket.drain(800 * ONE, 81, 1_000, 100) == 0);
        assert(Bucket.drain(1_000 * ONE, 99, 1_000, 100) == 10 * ONE);
        assert(Bucket.drain(1_000 * ONE, 100, 1_000, 100) == 0);
        assert(Bucket.drain(type(uint128).max, type(uint48).max, type(uint64).max, 1) == 0);
    }

    function test_countsNoMoreThanAFullBucketAfterTheCapacityFell() public pure {
        assert(Bucket.drain(1_000 * ONE, 0, 10, 100) == 10 * ONE);
        assert(Bucket.drain(1_000 * ONE, 50, 10, 100) == 5 * ONE);
        assert(Bucket.drain(1_000 * ONE, 100, 10, 100) == 0);
        assert(Bucket.drain(5 * ONE, 10, 0, 100) == 0);
    }

    function test_leavesWholeUnits() public pure {
        assert(Bucket.room(0, 1_000) == 1_000);
        assert(Bucket.room(1, 1_000) == 999);
        assert(Bucket.room(400 * ONE, 1_000) == 600);
        assert(Bucket.room(1_000 * ONE, 1_000) == 0);
        assert(Bucket.take(3, 7) == 7 * ONE + 3);
    }

    /// @notice One use, then a wait: both buckets agree up to the unit that the other rounds away.
    function testFuzz_agreesWithOpenZeppelins(uint64 capacity, uint32 period, uint64 units, uint32 wait_) public {
        vm.assume(capacity > 0 && period > 0);
        units = uint64(_bound(units, 1, capacity));
        _other.updateSettings(period, capacity);
        vm.warp(1_000_000);
        _other.reset(bytes32(0));
        _other.consume(bytes32(0), units);
        vm.warp(1_000_000 + uint256(wait_));
        uint256 theirs = _other.available(bytes32(0));
        uint256 ours = Bucket.room(Bucket.drain(Bucket.take(0, units), wait_, capacity, period), capacity);
        // Theirs rounds what came back down, ours too, to the fraction.
        assert(ours == theirs || ours + 1 == theirs || ours == theirs + 1);
    }

    /// @notice Someone who takes a little every second gets as much as someone who takes it at once.
    function testFuzz_losesNothingToSmallUses(uint16 capacity, uint16 period, uint8 steps) public pure {
        vm.assume(capacity > 1 && period > 1 && steps > 1 && steps < period);
        uint256 often = uint256(capacity) * ONE;
        for (uint256 i = 0; i < steps; ++i) often = Bucket.drain(often, 1, capacity, period);
        uint256 once = Bucket.drain(uint256(capacity) * ONE, steps, capacity, period);
        assert(often >= once && often - once <= steps);
    }

    function testFuzz_neverHoldsMoreThanItsCapacity(
        uint128 used,
        uint48 elapsed,
        uint64 capacity,
        uint48 period
    ) public pure {
        uint256 left = Bucket.drain(used, elapsed, capacity, period);
        assert(left <= used && left <= uint256(capacity) * ONE);
        assert(Bucket.room(left, capacity) <= capacity);
        assert(Bucket.drain(used, uint256(elapsed) + 1, capacity, period) <= left);
    }
}
