// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {BoardCase} from "./BoardCase.sol";

contract HoldsTest is BoardCase {
    bytes32 private constant KEY = keccak256("deposit");

    function setUp() public override {
        super.setUp();
        _elect(0, 2);
        _elect(2, 3);
        _elect(4, 4);
        _elect(6, 5);
        _wait(10);
    }

    function test_twoStewardsHoldADeposit() public {
        vm.expectEmit(address(board));
        emit IStewardshipBoard.StewardApproved(KEY, 0, false);
        _hold(2);
        assert(board.heldUntil(KEY) == 0);
        uint48 until = uint48(block.timestamp) + HOLD;
        vm.expectEmit(address(board));
        emit IStewardshipBoard.StewardApproved(KEY, 2, false);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.DepositHeld(KEY, until);
        _hold(3);
        assert(board.heldUntil(KEY) == until && !board.isTakenDown(KEY));
    }

    function test_oneStewardCountsOnce() public {
        _hold(2);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyApproved.selector, KEY, 0));
        _hold(2);
        assert(board.heldUntil(KEY) == 0);
    }

    function test_onlyStewardsAct() public {
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotSteward.selector, _account(1)));
        _hold(1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotSteward.selector, _account(1)));
        _takeDown(1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.hold(KEY, "why");
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.takeDown(KEY, "why");
        members.setActive(2, false);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, _account(2)));
        _hold(2);
    }

    function test_aHoldIsNotRenewedAtOnce() public {
        _hold(2);
        _hold(3);
        uint48 rested = board.heldUntil(KEY) + COOLDOWN;
        bytes memory resting = abi.encodeWithSelector(IStewardshipBoard.DepositResting.selector, KEY, rested);
        vm.expectRevert(resting);
        _hold(4);
        vm.warp(rested - 1);
        vm.expectRevert(resting);
        _hold(2);
        vm.warp(rested);
        _hold(2);
        assert(board.heldUntil(KEY) < block.timestamp);
        _hold(4);
        assert(board.heldUntil(KEY) == block.timestamp + HOLD);
    }

    function test_approvalsExpire() public {
        _hold(2);
        _wait(HOLD - 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyApproved.selector, KEY, 0));
        _hold(2);
        _wait(1);
        _hold(3);
        assert(board.heldUntil(KEY) == 0);
        _wait(HOLD - 1);
        _hold(2);
        assert(board.heldUntil(KEY) != 0);
    }

    function test_anApprovalEndsWithItsSteward() public {
        _hold(2);
        members.setActive(2, false);
        _hold(3);
        assert(board.heldUntil(KEY) == 0);
        members.setActive(2, true);
        _hold(2);
        assert(board.heldUntil(KEY) != 0);
    }

    function test_aSuccessorDoesNotInheritAnApproval() public {
        vm.warp(board.seatOf(0).until - NOMINATION - VOTE);
        board.openElection(0);
        _stand(0, 7);
        _wait(NOMINATION);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, 7);
        _wait(VOTE - 1);
        _hold(2);
        _wait(1);
        board.closeElection(0);
        _hold(3);
        assert(board.stewardAt(0) == 7 && board.heldUntil(KEY) == 0);
        _hold(7);
        assert(board.heldUntil(KEY) != 0);
    }

    function test_fourOfSevenTakeDown() public {
        _takeDown(2);
        _takeDown(3);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.StewardApproved(KEY, 4, true);
        _takeDown(4);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyApproved.selector, KEY, 0));
        _takeDown(2);
        assert(!board.isTakenDown(KEY));
        vm.expectEmit(address(board));
        emit IStewardshipBoard.DepositTakenDown(KEY);
        _takeDown(5);
        assert(board.isTakenDown(KEY));
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyTakenDown.selector, KEY));
        _takeDown(5);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyTakenDown.selector, KEY));
        _hold(5);
    }

    function test_approvalsOfAHoldDoNotTakeDown() public {
        _hold(2);
        _takeDown(2);
        _takeDown(3);
        _takeDown(4);
        assert(!board.isTakenDown(KEY) && board.heldUntil(KEY) == 0);
        _hold(3);
        _takeDown(5);
        assert(board.isTakenDown(KEY) && board.heldUntil(KEY) == block.timestamp + HOLD);
    }

    function test_onlyTheCourtLifts() public {
        _hold(2);
        _hold(3);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        board.lift(KEY, 9);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.DepositLifted(KEY, 9);
        _lift();
        assert(board.heldUntil(KEY) == block.timestamp);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NothingToLift.selector, KEY));
        _lift();
    }

    function test_aHoldThatEndedIsNotLifted() public {
        _hold(2);
        _hold(3);
        vm.warp(board.heldUntil(KEY));
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NothingToLift.selector, KEY));
        _lift();
    }

    function test_afterALiftTheDepositRests() public {
        for (uint256 id = 2; id <= 5; ++id) _takeDown(id);
        _lift();
        assert(!board.isTakenDown(KEY));
        uint48 rested = uint48(block.timestamp) + COOLDOWN;
        bytes memory resting = abi.encodeWithSelector(IStewardshipBoard.DepositResting.selector, KEY, rested);
        vm.expectRevert(resting);
        _takeDown(2);
        vm.expectRevert(resting);
        _hold(2);
        vm.warp(rested - 1);
        vm.expectRevert(resting);
        _takeDown(2);
        vm.warp(rested);
        for (uint256 id = 2; id <= 5; ++id) _takeDown(id);
        assert(board.isTakenDown(KEY));
    }

    function test_aLiftForgetsApprovals() public {
        _takeDown(2);
        _takeDown(3);
        _takeDown(4);
        _hold(2);
        _hold(3);
        _lift();
        _wait(COOLDOWN);
        _takeDown(5);
        assert(!board.isTakenDown(KEY));
        _hold(5);
        assert(board.heldUntil(KEY) < block.timestamp);
    }

    function test_aLiftForgetsAPendingHold() public {
        _hold(2);
        for (uint256 id = 2; id <= 5; ++id) _takeDown(id);
        _lift();
        _wait(COOLDOWN);
        _hold(3);
        assert(board.heldUntil(KEY) < block.timestamp);
    }

    function test_everyActIsRecordedWithItsReason() public {
        _hold(2);
        assert(audit.records() == 1);
        assert(keccak256(audit.lastRecord()) == keccak256(abi.encode(bytes32("board.hold"), KEY, 2, "why")));
        _takeDown(4);
        assert(audit.records() == 2);
        assert(keccak256(audit.lastRecord()) == keccak256(abi.encode(bytes32("board.takeDown"), KEY, 4, "why")));
        _as(3);
        vm.expectRevert(IStewardshipBoard.ReasonMissing.selector);
        board.hold(KEY, "");
        _as(3);
        vm.expectRevert(IStewardshipBoard.ReasonMissing.selector);
        board.takeDown(KEY, "");
        assert(audit.records() == 2);
    }

    function testFuzz_otherDepositsStayFree(bytes32 other) public {
        vm.assume(other != KEY);
        _hold(2);
        _hold(3);
        assert(board.heldUntil(other) == 0 && !board.isTakenDown(other));
    }

    function _hold(uint256 id) private {
        _as(id);
        board.hold(KEY, "why");
    }

    function _takeDown(uint256 id) private {
        _as(id);
        board.takeDown(KEY, "why");
    }

    function _lift() private {
        vm.prank(COURT);
        board.lift(KEY, 9);
    }
}
