// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {StabilityPool} from "../../../contracts/commons/StabilityPool.sol";
import {PoolBase} from "./PoolBase.sol";

/// @notice What operators save by serving less than they pledged, and when it is called on.
contract StabilityPoolTest is PoolBase {
    /// @dev Day 10,000. Each operator pledges a floor and proved half of one beyond it; half of that a day is saved.
    function setUp() public override {
        super.setUp();
        members.setCredited(NORTH, 9_999, 1_500);
        members.setCredited(SOUTH, 9_999, 1_500);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
    }

    function test_booksHalfOfWhatWasNotServedUpToTheHeadroom() public {
        _assertEq(pool.saved(), 0);
        _to(10_001);
        vm.expectEmit(address(pool));
        emit StabilityPool.CapacitySaved(NORTH, 245, 245);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        // Half of 500, a sixtieth of which faded over the day.
        _assertEq(pool.savedBy(NORTH), 245);
        _assertEq(pool.saved(), 245);
        // Once: the same day is not booked again.
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _assertEq(pool.saved(), 245);
    }

    function test_booksNothingForWhatWasServed() public {
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 550), ANA_KEY);
        _to(10_001);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        // Of 750, which is the pledge less the reserve, 200 were not served.
        _assertEq(pool.savedBy(NORTH), 98);
    }

    function test_booksNothingWithoutHeadroom() public {
        _pledgeProven(NORTH_ACCOUNT, 1_000, 0);
        _assertEq(pool.headroom(), 500);
        _to(10_001);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 0);
        _assertEq(pool.saved(), 0);
    }

    function test_forgetsDaysBeforeTheLastWeek() public {
        _to(10_005);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _to(10_019);
        _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
        // Of nineteen days the last seven count, and less than seven whole ones are left of them.
        uint256 saved = pool.savedBy(SOUTH);
        assert(saved > 1_500 && saved < 7 * 250);
    }

    function test_fadesWithAMeanLifeOfSixtyDays() public {
        _to(10_001);
        _pledge(NORTH_ACCOUNT, 1_000);
        _to(10_061);
        // A little less than e-th.
        _assertEq(pool.saved(), 89);
        _to(10_301);
        _assertEq(pool.saved(), 1);
        _to(15_000);
        _assertEq(pool.saved(), 0);
    }

    function test_isFiveDaysOfFloorsAtMost() public {
        for (uint256 day = 10_001; day < 10_060; ++day) {
            _to(day);
            _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
            _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
            assert(pool.saved() <= 5 * 2_000);
        }
        assert(pool.saved() > 9_900);
        // Whoever books first does not fill it alone.
        assert(pool.savedBy(NORTH) <= 5_000 && pool.savedBy(SOUTH) <= 5_000);
    }

    function test_endsWithItsOperator() public {
        _to(10_001);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
        _assertEq(pool.saved(), 490);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        pool.drop(NORTH);
        _assertEq(pool.saved(), 245);
        _assertEq(pool.savedBy(NORTH), 0);
        _assertEq(pool.headroom(), 500);
        // It can be dropped too when nothing but the entry is left.
        _to(10_030);
        members.setOperator(SOUTH, SOUTH_ACCOUNT, false);
        pool.drop(SOUTH);
        _assertEq(pool.saved(), 0);
    }

    function test_carriesFloorsBeforeAnybodyIsCut() public {
        _to(10_001);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
        // 2,000 pledged, 490 saved, and a headroom of 1,000.
        members.roll().setTotal(3);
        vm.warp(block.timestamp + 1);
        _assertEq(pool.allotment(), 2_490 / uint256(3));
        _assertEq(pool.priorityCapacity(), 0);
        members.roll().setTotal(2);
        vm.warp(block.timestamp + 1);
        _assertEq(pool.allotment(), 1_000);
    }

    function test_countsForNoMoreThanTodaysHeadroom() public {
        for (uint256 day = 10_001; day < 10_020; ++day) {
            _to(day);
            _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
            _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
        }
        assert(pool.saved() > 4_000);
        members.roll().setTotal(4);
        vm.warp(block.timestamp + 1);
        _assertEq(pool.allotment(), (2_000 + 1_000) / 4);
    }

    function test_isDrawnFromWhoServesBeyondAllPledgesAndBeforeTheReserve() public {
        _to(10_001);
        _pledgeProven(NORTH_ACCOUNT, 1_000, 9_999);
        _pledgeProven(SOUTH_ACCOUNT, 1_000, 9_999);
        // 750 each are to give out without pool and reserve.
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 500), ANA_KEY);
        _redeemAs(SOUTH_ACCOUNT, _voucher(BAKO, SOUTH, 750), BAKO_KEY);
        _assertEq(pool.saved(), 490);
        vm.expectEmit(address(pool));
        emit StabilityPool.CapacityDrawn(SOUTH, 100);
        _redeemAs(SOUTH_ACCOUNT, _voucher(BAKO, SOUTH, 850), BAKO_KEY);
        _assertEq(pool.savedBy(SOUTH), 145);
        _assertEq(pool.savedBy(NORTH), 245);
        _assertEq(pool.saved(), 390);
        // What was drawn today still counts as given today, so that the others' right does not shrink.
        members.roll().setTotal(3);
        vm.warp(block.timestamp + 1);
        _assertEq(pool.allotment(), 2_490 / uint256(3));
        members.roll().setTotal(2);
        vm.warp(block.timestamp + 1);
        _redeemAs(SOUTH_ACCOUNT, _voucher(BAKO, SOUTH, 1_000), BAKO_KEY);
        _redeemAs(SOUTH_ACCOUNT, _voucher(ANA, SOUTH, 10), ANA_KEY);
        // The last fifteen came out of the reserve.
        _assertEq(pool.savedBy(SOUTH), 0);
        _assertEq(pool.saved(), 245);
    }

    function _to(uint256 day) private {
        vm.warp(day * 100 + 1);
    }

    function _pledgeProven(address account, uint64 units, uint256 day) private {
        vm.prank(account);
        pool.pledge(units, day);
    }
}
