// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {BoardCase} from "./BoardCase.sol";

contract RecallsTest is BoardCase {
    function setUp() public override {
        super.setUp();
        _elect(0, 3);
        _wait(10);
    }

    function test_moreThanHalfRecalls() public {
        uint48 now_ = uint48(block.timestamp);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.RecallSigned(0, 1, 1, 1);
        _sign(0, 1);
        IStewardshipBoard.Petition memory petition = board.petitionOf(0);
        assert(petition.snapshot == now_ - 1 && petition.until == now_ + VOTE && petition.votes == 1);
        assert(petition.since == board.seatOf(0).since && petition.number == 1);
        for (uint256 id = 2; id <= 5; ++id) _sign(0, id);
        assert(board.stewardAt(0) == 3 && board.petitionOf(0).votes == 5);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.RecallSigned(0, 1, 6, 6);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.StewardRecalled(0, 3);
        _sign(0, 6);
        assert(board.stewardAt(0) == 0 && !board.isSteward(3));
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.SeatVacant.selector, 0));
        _sign(0, 7);
        board.openElection(0);
    }

    function test_eachMemberSignsOnce() public {
        _sign(0, 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyVoted.selector, 1));
        _sign(0, 1);
        uint48 snapshot = board.petitionOf(0).snapshot;
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 11, snapshot));
        _sign(0, 11);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.signRecall(0);
        assert(board.petitionOf(0).votes == 1);
    }

    function test_voicesAfterTheFirstSignatureDoNotCount() public {
        _sign(0, 1);
        members.setVotes(2, 9);
        uint48 snapshot = board.petitionOf(0).snapshot;
        _wait(5);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 2, snapshot));
        _sign(0, 2);
    }

    function test_aPetitionExpires() public {
        _sign(0, 1);
        uint48 until = board.petitionOf(0).until;
        vm.warp(until - 1);
        _sign(0, 2);
        assert(board.petitionOf(0).number == 1 && board.petitionOf(0).votes == 2);
        vm.warp(until);
        _sign(0, 1);
        assert(board.petitionOf(0).number == 2 && board.petitionOf(0).votes == 1);
    }

    function test_aNewStewardInheritsNoNames() public {
        vm.warp(board.seatOf(0).until - NOMINATION - VOTE);
        board.openElection(0);
        _stand(0, 4);
        _wait(NOMINATION);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, 4);
        _wait(VOTE - 1);
        for (uint256 id = 1; id <= 5; ++id) _sign(0, id);
        _wait(1);
        board.closeElection(0);
        assert(board.stewardAt(0) == 4);
        _sign(0, 6);
        assert(board.stewardAt(0) == 4 && board.petitionOf(0).votes == 1 && board.petitionOf(0).number == 2);
    }

    /// The total of the ledger is what weights could be at most, so weights alone might never reach half of it.
    function test_theTechnicalChamberRecallsItsOwnByHeads() public {
        _elect(3, 5);
        _wait(1);
        _sign(3, 10);
        _sign(3, 9);
        assert(board.stewardAt(3) == 5 && board.petitionOf(3).votes == 2);
        uint48 snapshot = board.petitionOf(3).snapshot;
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 1, snapshot));
        _sign(3, 1);
        _sign(3, 8);
        assert(board.stewardAt(3) == 0 && board.petitionOf(3).votes == 3);
    }

    function test_aVacantSeatHasNoPetition() public {
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.SeatVacant.selector, 1));
        _sign(1, 1);
        vm.warp(board.seatOf(0).until);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.SeatVacant.selector, 0));
        _sign(0, 1);
    }

    function _sign(uint8 seat, uint256 id) private {
        _as(id);
        board.signRecall(seat);
    }
}
