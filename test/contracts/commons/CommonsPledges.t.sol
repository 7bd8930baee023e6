// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Capacity} from "../../../contracts/commons/Capacity.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {PoolBase} from "./PoolBase.sol";

/// @notice What operators pledge, period by period.
contract CommonsPledgesTest is PoolBase {
    uint256 private constant NEXT = START + 1_000;

    function test_countsInThisPeriodAndTheNext() public {
        vm.expectEmit(address(pool));
        emit Capacity.Pledged(NORTH, 1_000, 700, 700);
        _pledge(NORTH_ACCOUNT, 700);
        _assertPledge(NORTH, 700, 700, 700);
        vm.warp(NEXT - 1);
        _assertPledge(NORTH, 700, 700, 700);
        vm.warp(NEXT);
        _assertPledge(NORTH, 700, 0, 700);
        vm.warp(NEXT + 999);
        _assertPledge(NORTH, 700, 0, 700);
        vm.warp(NEXT + 1_000);
        _assertPledge(NORTH, 0, 0, 0);
    }

    function test_sumsAllOperators() public {
        _pledge(NORTH_ACCOUNT, 700);
        _pledge(SOUTH_ACCOUNT, 50);
        _assertPledge(SOUTH, 50, 50, 750);
        vm.warp(NEXT);
        _pledge(SOUTH_ACCOUNT, 60);
        _assertPledge(SOUTH, 60, 60, 760);
        vm.warp(NEXT + 1_000);
        _assertPledge(SOUTH, 60, 0, 60);
    }

    function test_risesAtOnce() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.expectEmit(address(pool));
        emit Capacity.Pledged(NORTH, 1_000, 900, 900);
        _pledge(NORTH_ACCOUNT, 900);
        _assertPledge(NORTH, 900, 900, 900);
        vm.warp(NEXT);
        _pledge(NORTH_ACCOUNT, 1_000);
        _assertPledge(NORTH, 1_000, 1_000, 1_000);
    }

    function test_fallsFromTheNextPeriodOn() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.expectEmit(address(pool));
        emit Capacity.Pledged(NORTH, 1_000, 700, 100);
        _pledge(NORTH_ACCOUNT, 100);
        _assertPledge(NORTH, 700, 100, 700);
        _pledge(NORTH_ACCOUNT, 0);
        _assertPledge(NORTH, 700, 0, 700);
        _pledge(NORTH_ACCOUNT, 200);
        _assertPledge(NORTH, 700, 200, 700);
        vm.warp(NEXT);
        _assertPledge(NORTH, 200, 0, 200);
        _pledge(NORTH_ACCOUNT, 150);
        _assertPledge(NORTH, 200, 150, 200);
        vm.warp(NEXT + 1_000);
        _assertPledge(NORTH, 150, 0, 150);
    }

    function test_countsNoMoreThanWasProven() public {
        // L3: a pledge of everything counts what is given untested, and the other operator's still matters.
        _pledge(NORTH_ACCOUNT, type(uint64).max);
        _assertPledge(NORTH, 30_000, 30_000, 30_000);
        members.roll().setTotal(1_000);
        vm.warp(START + 3_000);
        _pledge(NORTH_ACCOUNT, type(uint64).max);
        _assertPledge(NORTH, 100_000, 100_000, 100_000);
        members.setCredited(NORTH, 9_990, 200_000);
        _pledgeBy(NORTH_ACCOUNT, type(uint64).max, 9_990);
        _assertPledge(NORTH, 300_000, 300_000, 300_000);
        _assertEq(pool.headroom(), 0);
        _assertEq(pool.factor(), 3_000);
    }

    function test_provesHeadroomBeyondThePledge() public {
        members.setCredited(NORTH, 9_999, 900);
        _pledgeBy(NORTH_ACCOUNT, 700, 9_999);
        _assertEq(pool.headroom(), 200);
        _pledgeBy(NORTH_ACCOUNT, 800, 9_999);
        _assertEq(pool.headroom(), 100);
        vm.warp(NEXT);
        _assertEq(pool.headroom(), 100);
        _pledge(NORTH_ACCOUNT, 800);
        _assertEq(pool.headroom(), 0);
        vm.warp(NEXT + 1_000);
        _assertEq(pool.headroom(), 0);
    }

    function test_isProvenByADayOfTheLastSixtyThatIsOver() public {
        members.setCredited(NORTH, 9_940, 900);
        _pledgeBy(NORTH_ACCOUNT, 700, 9_940);
        _assertEq(pool.headroom(), 200);
        uint256[3] memory days_ = [uint256(9_939), 10_000, type(uint256).max];
        for (uint256 i = 0; i < days_.length; ++i) {
            vm.prank(NORTH_ACCOUNT);
            vm.expectRevert();
            pool.pledge(700, days_[i]);
        }
        vm.prank(NORTH_ACCOUNT);
        vm.expectRevert(abi.encodeWithSelector(Capacity.DayOutOfReach.selector, 9_939));
        pool.pledge(700, 9_939);
    }

    function test_countsNoGroupForMoreThanItsPartOfTheRange() public {
        // Two groups: six tenths of twice 25 floors. Operators of one group share it.
        members.setGroup(SOUTH, bytes32(NORTH));
        _pledge(NORTH_ACCOUNT, 20_000);
        _pledge(SOUTH_ACCOUNT, 20_000);
        _assertPledge(SOUTH, 10_000, 10_000, 30_000);
        _pledge(NORTH_ACCOUNT, 5_000);
        _assertPledge(NORTH, 20_000, 5_000, 30_000);
        _pledge(SOUTH_ACCOUNT, 60_000);
        _assertPledge(SOUTH, 10_000, 25_000, 30_000);
        // From five groups on it is a third.
        members.setGroups(5);
        vm.warp(NEXT + 1_000);
        _pledge(NORTH_ACCOUNT, 60_000);
        _assertPledge(NORTH, 16_665, 16_665, 16_665);
        // A group alone may stand for all that the range asks.
        members.setGroups(1);
        _pledge(NORTH_ACCOUNT, 60_000);
        _assertPledge(NORTH, 50_000, 50_000, 50_000);
    }

    function test_survivesAnOperatorThatComesBackInAnotherGroup() public {
        _pledge(NORTH_ACCOUNT, 700);
        members.setGroup(NORTH, bytes32(uint256(7)));
        _pledge(NORTH_ACCOUNT, 600);
        _assertPledge(NORTH, 700, 600, 700);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        pool.drop(NORTH);
        _assertPledge(NORTH, 0, 0, 0);
    }

    function test_isForActiveOperators() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _pledge(STRANGER, 1);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH));
        _pledge(NORTH_ACCOUNT, 1);
    }

    function test_isDroppedByAnyoneOnceTheOperatorIsInactive() public {
        _pledge(NORTH_ACCOUNT, 700);
        _pledge(SOUTH_ACCOUNT, 50);
        vm.expectRevert(abi.encodeWithSelector(Capacity.PledgeKept.selector, NORTH));
        pool.drop(NORTH);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        vm.expectEmit(address(pool));
        emit Capacity.PledgeDropped(NORTH, 1_000);
        vm.prank(STRANGER);
        pool.drop(NORTH);
        _assertPledge(NORTH, 0, 0, 50);
        vm.warp(NEXT);
        _assertPledge(NORTH, 0, 0, 50);
        vm.expectRevert(abi.encodeWithSelector(Capacity.PledgeMissing.selector, NORTH));
        pool.drop(NORTH);
    }

    function test_isDroppedInItsSecondPeriodToo() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.warp(NEXT);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        pool.drop(NORTH);
        _assertPledge(NORTH, 0, 0, 0);
        members.setOperator(NORTH, NORTH_ACCOUNT, true);
        _pledge(NORTH_ACCOUNT, 10);
        _assertPledge(NORTH, 10, 10, 10);
    }

    function test_canBeDroppedWhenOnlyTheRunningPeriodCounts() public {
        _pledge(NORTH_ACCOUNT, 700);
        _pledge(NORTH_ACCOUNT, 0);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        pool.drop(NORTH);
        _assertPledge(NORTH, 0, 0, 0);
    }

    function test_endsByItselfWhenNobodyDropsIt() public {
        _pledge(NORTH_ACCOUNT, 700);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        vm.warp(NEXT + 1_000);
        _assertPledge(NORTH, 0, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(Capacity.PledgeMissing.selector, NORTH));
        pool.drop(NORTH);
    }

    function test_leavesNothingOfAnOldPledgeBehind() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.warp(NEXT + 5_000);
        _pledge(NORTH_ACCOUNT, 10);
        _assertPledge(NORTH, 10, 10, 10);
    }

    function _pledgeBy(address account, uint64 units, uint256 day) private {
        vm.prank(account);
        pool.pledge(units, day);
    }

    function _assertPledge(uint256 operatorId, uint256 units, uint256 nextUnits, uint256 sum) private view {
        (uint64 counted, uint64 nextCounted) = pool.pledgeOf(operatorId);
        _assertEq(counted, units);
        _assertEq(nextCounted, nextUnits);
        _assertEq(pool.pledged(), sum);
    }
}
