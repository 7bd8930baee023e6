// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Tide} from "../../../contracts/governance/Tide.sol";
import {TestBase} from "../Vm.sol";

contract TideTest is TestBase {
    using Tide for Tide.Sum;

    uint48 private constant WEEK = 7 days;
    uint48 private constant START = 1_000 * WEEK;

    struct Interval {
        uint48 from;
        uint48 until;
    }

    Tide.Sum private _sum;
    Interval[] private _intervals;

    function setUp() public {
        vm.warp(START);
    }

    function test_beginsAndEndsByTheClock() public {
        _sum.add(START, START + WEEK);
        _sum.add(START + WEEK, START + 3 * WEEK);
        _sum.add(START + 2 * WEEK, START + 105 * WEEK);
        uint48[6] memory times = [START, START + WEEK - 1, START + WEEK, START + 2 * WEEK, START + 3 * WEEK, START - 1];
        uint8[6] memory sums = [1, 1, 1, 2, 1, 0];
        for (uint256 i = 0; i < 6; ++i) assert(_sum.at(times[i]) == sums[i]);
        assert(_sum.at(START + 105 * WEEK - 1) == 1 && _sum.at(START + 105 * WEEK) == 0);
        assert(_sum.at(START + 1_000 * WEEK) == 0 && _sum.at(type(uint48).max) == 0);
    }

    function test_takesBackWhatIsStillToCome() public {
        _sum.add(START, START + 2 * WEEK);
        _sum.add(START + WEEK, START + 3 * WEEK);
        vm.warp(START + 100);
        _sum.remove(START, START + 2 * WEEK);
        _sum.remove(START + WEEK, START + 3 * WEEK);
        assert(_sum.at(START) == 1 && _sum.at(START + 99) == 1 && _sum.at(START + 100) == 0);
        assert(_sum.at(START + WEEK) == 0 && _sum.at(START + 4 * WEEK) == 0);
    }

    function test_intervalsThatAreEmptyOrOverChangeNothing() public {
        _sum.add(START, START);
        _sum.add(START + 2 * WEEK, START + WEEK);
        _sum.add(START, START + WEEK);
        vm.warp(START + WEEK);
        _sum.add(START, START + WEEK);
        _sum.remove(START, START + WEEK);
        assert(_sum.at(START) == 1 && _sum.at(START + WEEK) == 0 && _sum.at(START + 2 * WEEK) == 0);
    }

    function test_refusesWhatIsNoWeekOrTooFar() public {
        Interval[3] memory wrong = [
            Interval(START, START + WEEK + 1),
            Interval(START + 1, START + WEEK),
            Interval(START, START + 106 * WEEK)
        ];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(abi.encodeWithSelector(Tide.IntervalInvalid.selector, wrong[i].from, wrong[i].until));
            this.add(wrong[i].from, wrong[i].until);
        }
    }

    function add(uint48 from, uint48 until) external {
        _sum.add(from, until);
    }

    function testFuzz_roundsToWeeks(uint32 time) public pure {
        uint48 start = Tide.weekOf(time);
        uint48 next = Tide.weekFrom(time);
        assert(start % WEEK == 0 && next % WEEK == 0 && start <= time && time <= next);
        assert(next - start == (start == time ? 0 : WEEK));
    }

    /// Any course of additions and removals: every look-up is the count of intervals, and the past stays.
    function testFuzz_isTheCountOfIntervalsAndThePastStays(uint256[24] memory acts) public {
        uint48[] memory moments = new uint48[](24);
        uint256[] memory known = new uint256[](24);
        for (uint256 i = 0; i < 24; ++i) {
            _act(acts[i]);
            moments[i] = uint48(block.timestamp);
            known[i] = _count(moments[i]);
            vm.warp(block.timestamp + 1 + ((acts[i] >> 64) % (5 * WEEK)));
            for (uint256 j = 0; j <= i; ++j) assert(_sum.at(moments[j]) == known[j]);
            uint48 time = uint48(block.timestamp + ((acts[i] >> 96) % (120 * WEEK)));
            assert(_sum.at(time) == _count(time));
        }
    }

    function _act(uint256 seed) private {
        uint48 time = uint48(block.timestamp);
        if (seed % 3 == 0 && _intervals.length != 0) {
            Interval storage old = _intervals[(seed >> 8) % _intervals.length];
            _sum.remove(old.from, old.until);
            if (old.until > time) old.until = old.from > time ? old.from : time;
            return;
        }
        uint48 from = seed % 2 == 0 ? time : Tide.weekFrom(time + uint48((seed >> 16) % (20 * WEEK)));
        uint48 until = Tide.weekOf(time) + uint48(1 + ((seed >> 32) % 104)) * WEEK;
        _sum.add(from, until);
        _intervals.push(Interval(from, until));
    }

    /// What lies at a time in the past is asked only of moments that had passed when it was noted.
    function _count(uint48 time) private view returns (uint256 count) {
        for (uint256 i = 0; i < _intervals.length; ++i) {
            if (_intervals[i].from <= time && time < _intervals[i].until) ++count;
        }
    }
}
