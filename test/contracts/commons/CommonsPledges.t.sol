// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICommonsPool} from "../../../contracts/commons/ICommonsPool.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {PoolBase} from "./PoolBase.sol";

/// @notice What operators pledge, period by period.
contract CommonsPledgesTest is PoolBase {
    uint256 private constant NEXT = START + 1_000;

    function test_countsInThisPeriodAndTheNext() public {
        vm.expectEmit(address(pool));
        emit ICommonsPool.Pledged(NORTH, 1_000, 700, 700);
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
        emit ICommonsPool.Pledged(NORTH, 1_000, 900, 900);
        _pledge(NORTH_ACCOUNT, 900);
        _assertPledge(NORTH, 900, 900, 900);
        vm.warp(NEXT);
        _pledge(NORTH_ACCOUNT, 1_000);
        _assertPledge(NORTH, 1_000, 1_000, 1_000);
    }

    function test_fallsFromTheNextPeriodOn() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.expectEmit(address(pool));
        emit ICommonsPool.Pledged(NORTH, 1_000, 700, 100);
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

    function test_holdsTheLargestPledges() public {
        _pledge(NORTH_ACCOUNT, type(uint64).max);
        _pledge(SOUTH_ACCOUNT, type(uint64).max);
        _assertPledge(NORTH, type(uint64).max, type(uint64).max, 2 * uint256(type(uint64).max));
        _assertEq(pool.factor(), 10_000);
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
        vm.expectRevert(abi.encodeWithSelector(ICommonsPool.PledgeKept.selector, NORTH));
        pool.drop(NORTH);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        vm.expectEmit(address(pool));
        emit ICommonsPool.PledgeDropped(NORTH, 1_000);
        vm.prank(STRANGER);
        pool.drop(NORTH);
        _assertPledge(NORTH, 0, 0, 50);
        vm.warp(NEXT);
        _assertPledge(NORTH, 0, 0, 50);
        vm.expectRevert(abi.encodeWithSelector(ICommonsPool.PledgeMissing.selector, NORTH));
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
        vm.expectRevert(abi.encodeWithSelector(ICommonsPool.PledgeMissing.selector, NORTH));
        pool.drop(NORTH);
    }

    function test_leavesNothingOfAnOldPledgeBehind() public {
        _pledge(NORTH_ACCOUNT, 700);
        vm.warp(NEXT + 5_000);
        _pledge(NORTH_ACCOUNT, 10);
        _assertPledge(NORTH, 10, 10, 10);
    }

    function _assertPledge(uint256 operatorId, uint256 units, uint256 nextUnits, uint256 sum) private view {
        (uint64 counted, uint64 nextCounted) = pool.pledgeOf(operatorId);
        _assertEq(counted, units);
        _assertEq(nextCounted, nextUnits);
        _assertEq(pool.pledged(), sum);
    }
}
