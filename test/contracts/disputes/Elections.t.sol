// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AuditLog} from "../../../contracts/audit/AuditLog.sol";
import {IStewardshipBoard} from "../../../contracts/disputes/IStewardshipBoard.sol";
import {StewardshipBoard} from "../../../contracts/disputes/StewardshipBoard.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IWorkLedger} from "../../../contracts/work/IWorkLedger.sol";
import {BoardCase} from "./BoardCase.sol";
import {OneCaller} from "./OneCaller.sol";

contract ElectionsTest is BoardCase {
    function test_opensAVacantSeatOnce() public {
        uint48 now_ = uint48(block.timestamp);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.ElectionOpened(0, 1, now_, now_ + NOMINATION, now_ + NOMINATION + VOTE);
        board.openElection(0);
        IStewardshipBoard.Election memory election = board.electionOf(0);
        assert(election.snapshot == now_ && election.nominationEnds == now_ + NOMINATION);
        assert(election.voteEnds == now_ + NOMINATION + VOTE && !election.closed && election.leader == 0);
        assert(board.seatOf(0).elections == 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.ElectionRunning.selector, 0, election.voteEnds));
        board.openElection(0);
        _wait(NOMINATION + VOTE);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.ElectionRunning.selector, 0, election.voteEnds));
        board.openElection(0);
    }

    function test_seatsAreSeven() public {
        bytes memory unknown = abi.encodeWithSelector(IStewardshipBoard.SeatUnknown.selector, 7);
        vm.expectRevert(unknown);
        board.openElection(7);
        vm.expectRevert(unknown);
        board.stand(7);
        vm.expectRevert(unknown);
        board.nominate(7, 1);
        vm.expectRevert(unknown);
        board.vote(7, 1);
        vm.expectRevert(unknown);
        board.closeElection(7);
        vm.expectRevert(unknown);
        board.signRecall(7);
        vm.expectRevert(unknown);
        board.stewardAt(7);
        board.openElection(6);
    }

    function test_aPersonStands() public {
        board.openElection(0);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.CandidateStood(0, 1, 3);
        _stand(0, 3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyCandidate.selector, 3, 0));
        _stand(0, 3);
        board.openElection(1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyCandidate.selector, 3, 0));
        _stand(1, 3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotActivePerson.selector, 11));
        _stand(0, 11);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.stand(0);
        members.setActive(4, false);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, _account(4)));
        _stand(0, 4);
    }

    function test_candidaciesEndWithTheNominations() public {
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NominationClosed.selector, 0, 0));
        _stand(0, 1);
        board.openElection(0);
        uint48 ends = board.electionOf(0).nominationEnds;
        vm.warp(ends - 1);
        _stand(0, 1);
        vm.warp(ends);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NominationClosed.selector, 0, ends));
        _stand(0, 2);
    }

    function test_aCandidateMayStandAgainAfterTheElection() public {
        board.openElection(0);
        _stand(0, 3);
        _wait(NOMINATION + VOTE);
        board.openElection(1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyCandidate.selector, 3, 0));
        _stand(1, 3);
        board.closeElection(0);
        _stand(1, 3);
    }

    function test_namedSeatsNeedAnInstitutionAndThePerson() public {
        board.openElection(5);
        _as(11);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.CandidateNamed(5, 1, 2, 11);
        board.nominate(5, 2);
        _as(12);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyNamed.selector, 2, 5));
        board.nominate(5, 2);
        _as(3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotInstitution.selector, 3));
        board.nominate(5, 3);
        _as(11);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotActivePerson.selector, 12));
        board.nominate(5, 12);
        members.setActive(4, false);
        _as(11);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotActivePerson.selector, 4));
        board.nominate(5, 4);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.nominate(5, 3);
        _stand(5, 3);
        _wait(NOMINATION);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotCandidate.selector, 2, 5));
        _vote(5, 1, 2);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotCandidate.selector, 3, 5));
        _vote(5, 1, 3);
        uint48 ends = board.electionOf(5).nominationEnds;
        _as(11);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NominationClosed.selector, 5, ends));
        board.nominate(5, 3);
    }

    function test_onlyTwoSeatsAreNamed() public {
        for (uint8 seat = 0; seat < 5; ++seat) {
            board.openElection(seat);
            _as(11);
            vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotNamedSeat.selector, seat));
            board.nominate(seat, 2);
        }
        _elect(5, 2);
        _elect(6, 3);
        assert(board.stewardAt(5) == 2 && board.stewardAt(6) == 3);
    }

    function test_voteCountsOnceWithTheVotesOfTheSnapshot() public {
        board.openElection(0);
        _stand(0, 3);
        _wait(1);
        members.setVotes(2, 5);
        _wait(NOMINATION);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.StewardVoteCast(0, 1, 1, 3, 1);
        _vote(0, 1, 3);
        assert(board.votesFor(0, 3) == 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.AlreadyVoted.selector, 1));
        _vote(0, 1, 3);
        uint48 snapshot = board.electionOf(0).snapshot;
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 2, snapshot));
        _vote(0, 2, 3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 11, snapshot));
        _vote(0, 11, 3);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotCandidate.selector, 4, 0));
        _vote(0, 4, 4);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NotMember.selector, STRANGER));
        board.vote(0, 3);
        assert(board.electionOf(0).leaderVotes == 1 && board.electionOf(0).leader == 3);
    }

    function test_voteHasItsTime() public {
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.VoteClosed.selector, 0, 0, 0));
        _vote(0, 1, 3);
        board.openElection(0);
        _stand(0, 3);
        IStewardshipBoard.Election memory e = board.electionOf(0);
        bytes memory closed = abi.encodeWithSelector(
            IStewardshipBoard.VoteClosed.selector,
            0,
            e.nominationEnds,
            e.voteEnds
        );
        vm.expectRevert(closed);
        _vote(0, 1, 3);
        vm.warp(e.nominationEnds - 1);
        vm.expectRevert(closed);
        _vote(0, 1, 3);
        vm.warp(e.nominationEnds);
        _vote(0, 1, 3);
        vm.warp(e.voteEnds - 1);
        _vote(0, 2, 3);
        vm.warp(e.voteEnds);
        vm.expectRevert(closed);
        _vote(0, 4, 3);
    }

    function test_theEarlierLeaderWinsATie() public {
        board.openElection(0);
        _stand(0, 3);
        _stand(0, 4);
        _wait(NOMINATION);
        _vote(0, 1, 4);
        _vote(0, 2, 3);
        assert(board.electionOf(0).leader == 4);
        _vote(0, 5, 3);
        assert(board.electionOf(0).leader == 3 && board.electionOf(0).leaderVotes == 2);
        _vote(0, 6, 4);
        assert(board.electionOf(0).leader == 3 && board.votesFor(0, 4) == 2);
    }

    function test_theTechnicalChamberElectsTwoByWeight() public {
        for (uint8 seat = 3; seat < 5; ++seat) {
            board.openElection(seat);
            _stand(seat, seat);
            _stand(seat, seat + 2);
            _wait(NOMINATION);
            _vote(seat, 9, seat);
            _vote(seat, 8, seat);
            _vote(seat, 10, seat + 2);
            assert(board.electionOf(seat).heads == 3);
            uint48 snapshot = board.electionOf(seat).snapshot;
            vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 1, snapshot));
            _vote(seat, 1, seat);
            _wait(VOTE);
            board.closeElection(seat);
            assert(board.stewardAt(seat) == seat + 2);
        }
    }

    function test_closingSeatsTheLeader() public {
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.ElectionClosedAlready.selector, 0));
        board.closeElection(0);
        board.openElection(0);
        _stand(0, 3);
        _wait(NOMINATION);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, 3);
        uint48 ends = board.electionOf(0).voteEnds;
        vm.warp(ends - 1);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.ElectionRunning.selector, 0, ends));
        board.closeElection(0);
        assert(board.stewardAt(0) == 0 && !board.isSteward(3));
        vm.warp(ends);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.ElectionClosed(0, 1, 3, ends + TERM);
        board.closeElection(0);
        assert(board.stewardAt(0) == 3 && board.isSteward(3) && !board.isSteward(4) && !board.isSteward(0));
        IStewardshipBoard.Seat memory seat = board.seatOf(0);
        assert(seat.identityId == 3 && seat.since == ends && seat.until == ends + TERM);
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.ElectionClosedAlready.selector, 0));
        board.closeElection(0);
    }

    function test_anElectionWithoutVotesLeavesTheSeatVacant() public {
        board.openElection(0);
        _stand(0, 3);
        _wait(NOMINATION + VOTE);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.ElectionClosed(0, 1, 0, 0);
        board.closeElection(0);
        assert(board.stewardAt(0) == 0 && board.electionOf(0).closed);
        board.openElection(0);
        assert(board.seatOf(0).elections == 2);
    }

    /// Finding L4: two voters, or a handful of a large body, seat nobody.
    function test_fewVotesLeaveTheSeatVacant() public {
        for (uint256 votes = 2; votes <= 3; ++votes) {
            board.openElection(0);
            _stand(0, 3);
            _wait(NOMINATION);
            for (uint256 id = 1; id <= votes; ++id) _vote(0, id, 3);
            _wait(VOTE);
            board.closeElection(0);
            assert(board.stewardAt(0) == (votes == 3 ? 3 : 0));
        }
        members.setVotes(9, 52);
        for (uint256 votes = 3; votes <= 4; ++votes) {
            _wait(1);
            board.openElection(2);
            _stand(2, 4);
            _wait(NOMINATION);
            for (uint256 id = 1; id <= votes; ++id) _vote(2, id, 4);
            _wait(VOTE);
            board.closeElection(2);
            assert(board.stewardAt(2) == (votes == 4 ? 4 : 0));
        }
    }

    function test_anInactiveOperatorDoesNotElect() public {
        ledger.setActive(10, false);
        board.openElection(3);
        _stand(3, 5);
        _wait(NOMINATION);
        uint48 snapshot = board.electionOf(3).snapshot;
        vm.expectRevert(abi.encodeWithSelector(IStewardshipBoard.NoVotes.selector, 10, snapshot));
        _vote(3, 10, 5);
    }

    function test_aLeaderThatIsNoLongerActiveIsNotSeated() public {
        board.openElection(0);
        _stand(0, 3);
        _wait(NOMINATION);
        for (uint256 id = 1; id <= 3; ++id) _vote(0, id, 3);
        members.setActive(3, false);
        _wait(VOTE);
        vm.expectEmit(address(board));
        emit IStewardshipBoard.ElectionClosed(0, 1, 0, 0);
        board.closeElection(0);
        members.setActive(3, true);
        assert(board.stewardAt(0) == 0 && !board.isSteward(3));
    }

    function test_refusesSettingsThatCannotWork() public {
        IStewardshipBoard.Settings[8] memory bad;
        for (uint256 i = 0; i < 8; ++i) bad[i] = _settings();
        bad[0].term = 2 * (NOMINATION + VOTE) + 1;
        bad[1].nominationPeriod = 0;
        bad[2].votePeriod = 0;
        bad[3].holdPeriod = 0;
        bad[4].holdCooldown = 0;
        bad[5].approvals = 0;
        bad[6].approvals = 8;
        bad[7].term = 0;
        address authority = address(new OneCaller(COURT));
        for (uint256 i = 0; i < 8; ++i) {
            vm.expectRevert(IStewardshipBoard.BoardSettingsInvalid.selector);
            new StewardshipBoard(
                authority,
                IIdentityRegistry(address(members)),
                IWorkLedger(address(ledger)),
                AuditLog(address(audit)),
                bad[i]
            );
        }
        IStewardshipBoard.Settings memory good = _settings();
        good.term = 2 * (NOMINATION + VOTE) + 2;
        good.approvals = 7;
        StewardshipBoard other = _deploy(good);
        assert(other.settings().term == good.term && other.settings().approvals == 7);
        assert(keccak256(abi.encode(board.settings())) == keccak256(abi.encode(_settings())));
    }
}
