// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {BoardCase} from "./BoardCase.sol";

contract TermsTest is BoardCase {
    function test_firstTermsOfOddSeatsAreHalf() public {
        _elect(1, 3);
        assert(board.seatOf(1).until == board.seatOf(1).since + TERM / 2);
        _elect(0, 4);
        assert(board.seatOf(0).until == board.seatOf(0).since + TERM);
        vm.warp(board.seatOf(1).until);
        _elect(1, 3);
        assert(board.seatOf(1).until == board.seatOf(1).since + TERM);
    }

    function test_theTermEndsByItself() public {
        _elect(0, 3);
        uint48 until = board.seatOf(0).until;
        vm.warp(until - 1);
        assert(board.stewardAt(0) == 3 && board.isSteward(3));
        vm.warp(until);
        assert(board.stewardAt(0) == 0 && !board.isSteward(3));
    }

    function test_theNextElectionOpensWhenItWouldEndWithTheTerm() public {
        _elect(0, 3);
        uint48 until = board.seatOf(0).until;
        vm.warp(until - NOMINATION - VOTE - 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.SeatTaken.selector, 0, 3, until));
        board.openElection(0);
        _wait(1);
        board.openElection(0);
        _stand(0, 3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotCandidate.selector, 4, 0));
        this.voteInTime(4);
        this.voteInTime(3);
        vm.warp(until);
        board.closeElection(0);
        assert(board.stewardAt(0) == 3);
    }

    function voteInTime(uint256 candidate) external {
        vm.warp(board.electionOf(0).nominationEnds);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, candidate);
    }

    function test_nobodyHoldsTwoSeats() public {
        _elect(0, 3);
        board.openElection(1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadySteward.selector, 3, 0));
        _stand(1, 3);
        members.setActive(3, false);
        members.setActive(3, true);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadySteward.selector, 3, 0));
        _stand(1, 3);
        vm.warp(board.seatOf(0).until);
        board.closeElection(1);
        board.openElection(1);
        _stand(1, 3);
    }

    function test_aSuspendedStewardHasNoSeatAndMayBeReplaced() public {
        _elect(0, 3);
        members.setActive(3, false);
        assert(board.stewardAt(0) == 0 && !board.isSteward(3));
        board.openElection(0);
        members.setActive(3, true);
        assert(board.stewardAt(0) == 3);
        _stand(0, 4);
        _wait(NOMINATION);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, 4);
        _wait(VOTE);
        board.closeElection(0);
        assert(board.stewardAt(0) == 4 && !board.isSteward(3) && board.isSteward(4));
    }

    function test_aFruitlessElectionUnseatsNobody() public {
        _elect(0, 3);
        members.setActive(3, false);
        board.openElection(0);
        members.setActive(3, true);
        _wait(NOMINATION + VOTE);
        board.closeElection(0);
        assert(board.stewardAt(0) == 3);
    }

    function test_votesOfAnOldElectionDoNotCount() public {
        _elect(0, 3);
        vm.warp(board.seatOf(0).until);
        board.openElection(0);
        assert(board.votesFor(0, 3) == 0);
        _stand(0, 4);
        _wait(NOMINATION);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotCandidate.selector, 3, 0));
        _vote(0, 1, 3);
        _vote(0, 1, 4);
        assert(board.votesFor(0, 4) == 1);
    }
}
