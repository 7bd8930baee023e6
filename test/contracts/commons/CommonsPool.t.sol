// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Capacity} from "../../../contracts/commons/Capacity.sol";
import {CommonsPool} from "../../../contracts/commons/CommonsPool.sol";
import {PoolBase} from "./PoolBase.sol";

/// @notice The floor, its minimum, and how capacity is shared.
contract CommonsPoolTest is PoolBase {
    function test_isBornWithItsSettings() public {
        vm.expectEmit();
        emit Capacity.FloorSet(100);
        vm.expectEmit();
        emit Capacity.ReserveSet(1_000);
        CommonsPool born = _deploy(Capacity.Settings(1, 1, 100, 1_000, 20_000, 0));
        _assertEq(born.period(), 1);
        _assertEq(born.floor(), 100);
        _assertEq(born.minimum(), 100);
        _assertEq(born.reserve(), 1_000);
        _assertEq(born.day(), 1);
        _deploy(Capacity.Settings(1, 1, 100, 5_000, 20_000, 0));
    }

    function test_refusesSettingsOutOfBounds() public {
        _refusesToDeploy(0, 10, 100, 2_500, Capacity.CommonsSettingsInvalid.selector);
        _refusesToDeploy(10, 9, 100, 2_500, Capacity.CommonsSettingsInvalid.selector);
        _refusesToDeploy(10, 25, 100, 2_500, Capacity.CommonsSettingsInvalid.selector);
        _refusesToDeploy(10, 10, 0, 2_500, Capacity.CommonsSettingsInvalid.selector);
        _refusesToDeploy(10, 10, 99, 2_500, Capacity.FloorBelowMinimum.selector);
        _refusesToDeploy(10, 10, 100, 999, Capacity.ReserveOutOfBounds.selector);
        _refusesToDeploy(10, 10, 100, 5_001, Capacity.ReserveOutOfBounds.selector);
    }

    function test_setsTheFloorAboveTheMinimumOnly() public {
        vm.expectEmit(address(pool));
        emit Capacity.FloorSet(100);
        pool.setFloor(100);
        _assertEq(pool.floor(), 100);
        vm.expectRevert(abi.encodeWithSelector(Capacity.FloorBelowMinimum.selector, 99, 100));
        pool.setFloor(99);
        _assertEq(pool.floor(), 100);
    }

    function test_raisesTheMinimumForGood() public {
        vm.expectEmit(address(pool));
        emit Capacity.MinimumRaised(1_000);
        pool.raiseMinimum(1_000);
        _assertEq(pool.minimum(), 1_000);
        _assertEq(pool.floor(), 1_000);
        vm.expectRevert(abi.encodeWithSelector(Capacity.MinimumNotHigher.selector, 1_000, 1_000));
        pool.raiseMinimum(1_000);
        vm.expectRevert(abi.encodeWithSelector(Capacity.MinimumNotHigher.selector, 1_000, 999));
        pool.raiseMinimum(999);
        vm.expectRevert(abi.encodeWithSelector(Capacity.FloorBelowMinimum.selector, 999, 1_000));
        pool.setFloor(999);
        _assertEq(pool.minimum(), 1_000);
    }

    function test_takesTheFloorAlongWithTheMinimum() public {
        _pledge(NORTH_ACCOUNT, 10_000);
        vm.expectEmit(address(pool));
        emit Capacity.MinimumRaised(1_001);
        vm.expectEmit(address(pool));
        emit Capacity.FloorSet(1_001);
        pool.raiseMinimum(1_001);
        _assertEq(pool.floor(), 1_001);
    }

    function test_doesNotTouchAFloorThatIsHighEnough() public {
        vm.recordLogs();
        pool.raiseMinimum(1_000);
        _assertEq(vm.getRecordedLogs().length, 1);
    }

    function test_setsTheReserveWithinBounds() public {
        vm.expectEmit(address(pool));
        emit Capacity.ReserveSet(5_000);
        pool.setReserve(5_000);
        _assertEq(pool.reserve(), 5_000);
        pool.setReserve(1_000);
        vm.expectRevert(abi.encodeWithSelector(Capacity.ReserveOutOfBounds.selector, 999));
        pool.setReserve(999);
        vm.expectRevert(abi.encodeWithSelector(Capacity.ReserveOutOfBounds.selector, 5_001));
        pool.setReserve(5_001);
        _assertEq(pool.reserve(), 1_000);
    }

    function test_obeysTheAuthorityOnly() public {
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, NORTH_ACCOUNT);
        vm.startPrank(NORTH_ACCOUNT);
        vm.expectRevert(refusal);
        pool.setFloor(2_000);
        vm.expectRevert(refusal);
        pool.raiseMinimum(2_000);
        vm.expectRevert(refusal);
        pool.setReserve(2_000);
        vm.stopPrank();
    }

    function test_cutsPriorityFirstAndThenEveryFloorAlike() public {
        _assertEq(pool.activeMembers(), 2);
        // A reserve of a quarter: 4,000 pledged are 3,000 to give, 2,000 of them floors.
        _pledge(NORTH_ACCOUNT, 4_000);
        _assertShare(10_000, 1_000, 1_000);
        _pledge(SOUTH_ACCOUNT, 4);
        _assertShare(10_000, 1_000, 1_003);
        members.roll().setTotal(3);
        vm.warp(block.timestamp + 1);
        _assertShare(10_000, 1_000, 3);
        members.roll().setTotal(4);
        vm.warp(block.timestamp + 1);
        // The reserve makes up for what is missing, before anybody has less than the floor.
        _assertShare(10_000, 1_000, 0);
        members.roll().setTotal(5);
        vm.warp(block.timestamp + 1);
        _assertShare(8_008, 800, 0);
        members.roll().setTotal(4_004);
        vm.warp(block.timestamp + 1);
        _assertShare(10, 1, 0);
        members.roll().setTotal(4_005);
        vm.warp(block.timestamp + 1);
        _assertShare(9, 0, 0);
    }

    function test_leavesNoPriorityWhenFloorsTakeAll() public {
        pool.setReserve(5_000);
        _pledge(NORTH_ACCOUNT, 4_000);
        _assertShare(10_000, 1_000, 0);
        _pledge(NORTH_ACCOUNT, 4_002);
        _assertShare(10_000, 1_000, 1);
    }

    function test_isWholeWithoutMembersAndNothingWithoutPledges() public {
        _assertShare(0, 0, 0);
        members.roll().setTotal(0);
        vm.warp(block.timestamp + 1);
        _assertShare(10_000, 1_000, 0);
    }

    function test_givesAnAllotmentToActivePersonsOnly() public {
        _pledge(NORTH_ACCOUNT, 2_667);
        _assertEq(pool.available(ANA), 1_000);
        members.setIdentity(ANA, vm.addr(ANA_KEY), 1, false);
        _assertEq(pool.available(ANA), 0);
        members.setIdentity(ANA, vm.addr(ANA_KEY), 2, true);
        _assertEq(pool.available(ANA), 0);
        _assertEq(pool.available(9), 0);
        _assertEq(pool.available(BAKO), 1_000);
    }

    function test_raisesTheFloorOnlyWhileTheRangeHolds() public {
        _pledge(NORTH_ACCOUNT, 4_399);
        // 4,399 for two floors of 1,100 are just below twice.
        vm.expectRevert(abi.encodeWithSelector(Capacity.RangeTooSmall.selector, 19_995, 20_000));
        pool.setFloor(1_100);
        vm.expectRevert(abi.encodeWithSelector(Capacity.RangeTooSmall.selector, 19_995, 20_000));
        pool.raiseMinimum(1_100);
        _pledge(NORTH_ACCOUNT, 4_400);
        pool.setFloor(1_100);
        _assertEq(pool.range(), 20_000);
        // Headroom is half of the pledges at most.
        members.setCredited(NORTH, 9_999, 6_000);
        vm.prank(NORTH_ACCOUNT);
        pool.pledge(4_400, 9_999);
        _assertEq(pool.range(), ((4_400 + 1_600) * 10_000) / uint256(2_200));
        members.setCredited(NORTH, 9_999, 9_000);
        vm.prank(NORTH_ACCOUNT);
        pool.pledge(4_400, 9_999);
        _assertEq(pool.range(), 30_000);
        // Down is always possible, and with nobody there is nothing to carry.
        pool.setFloor(900);
        members.roll().setTotal(0);
        vm.warp(block.timestamp + 1);
        _assertEq(pool.range(), type(uint256).max);
        pool.setFloor(50_000);
    }

    function _refusesToDeploy(uint48 day, uint48 period, uint64 floor, uint16 reserve, bytes4 refusal) private {
        try this.deploy(Capacity.Settings(day, period, floor, reserve, 20_000, 0)) {
            assert(false);
        } catch (bytes memory error) {
            assert(bytes4(error) == refusal);
        }
    }

    function deploy(Capacity.Settings memory settings) external {
        _deploy(settings);
    }

    function _assertShare(uint256 factor, uint256 allotment, uint256 priority) private view {
        _assertEq(pool.factor(), factor);
        _assertEq(pool.allotment(), allotment);
        _assertEq(pool.priorityCapacity(), priority);
    }
}
