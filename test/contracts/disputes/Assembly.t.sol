// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {CourtCase} from "./CourtCase.sol";

/// @notice Appeals where members are too few for two panels: all who are neither party nor sponsor decide.
contract AssemblyTest is CourtCase {
    uint256 private _id;
    uint256[] private _first;

    function setUp() public override {
        super.setUp();
        members.setSeats(16);
        _id = _open(_slashing());
        _first = _seatPanel(_id);
        _vote(_id, 3, 0, 0);
        vm.expectEmit(address(court));
        emit IDisputeCourt.CaseAppealed(_id, RESPONDENT, 1, true);
        _as(RESPONDENT);
        court.appeal(_id);
        _wait(1);
    }

    function test_enoughMembersHaveASecondPanel() public {
        members.setSeats(17);
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        assert(!court.panelOf(id, 2).plenary && court.panelOf(id, 2).size == 7);
        assert(court.panelOf(_id, 2).plenary && court.panelOf(_id, 2).size == 4);
    }

    function test_aCommonsMayHaveTheAssemblyAlways() public {
        ICourtRecord.Settings memory community = _settings();
        community.appealSize = 0;
        court = _deploy(community);
        members.setSeats(1_000);
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        assert(court.panelOf(id, 2).plenary);
    }

    function test_jurorsOfTheFirstPanelAndAllOthersVote() public {
        _commit(_id, _first[0], 2);
        for (uint256 id = 20; id < 24; ++id) if (court.jurorOf(_id, id).round == 0) _commit(_id, id, 2);
        uint256 seated = court.panelOf(_id, 2).seated;
        assert(seated >= 3 && court.jurorsOf(_id, 2).length == seated && court.jurorOf(_id, _first[0]).vote == 0);
        _refusesCommit(
            abi.encodeWithSelector(IDisputeCourt.AlreadyCommitted.selector, _id, _first[0]),
            _id,
            _first[0],
            1
        );
        assert(court.panelOf(_id, 2).seated == seated);
    }

    function test_partiesSponsorsInstitutionsAndNewcomersDoNot() public {
        members.setVoiceFrom(30, block.timestamp);
        uint256[6] memory barred = [FILER, RESPONDENT, 3, 4, 41, 30];
        for (uint256 i = 0; i < 6; ++i) {
            bytes memory refusal = abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, barred[i]);
            _refusesCommit(refusal, _id, barred[i], 1);
        }
        acts.setGroup(31, GROUP_A);
        _refusesCommit(abi.encodeWithSelector(IDisputeCourt.Conflict.selector, _id, 31), _id, 31, 1);
        assert(court.panelOf(_id, 2).seated == 0);
    }

    function test_itRulesWithMoreVotesThanTheFirstPanelHasSeats() public {
        _decide(4, 0);
        assert(_phase(_id) == ICourtRecord.Phase.Closed && court.positionOf(_id).ruling == 2);
    }

    function test_fewerVotesDecideNothing() public {
        _decide(3, 0);
        assert(_phase(_id) == ICourtRecord.Phase.Closed && court.positionOf(_id).ruling == 0);
    }

    function test_halfOfThoseWhoCommittedMustReveal() public {
        _decide(4, 4);
        assert(_phase(_id) == ICourtRecord.Phase.Closed && court.positionOf(_id).ruling == 0);
    }

    function test_nobodyFreezesAlone() public {
        _commit(_id, 20, 1);
        _as(20);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, 20));
        court.freeze(_id);
    }

    function test_seatsAreTakenOnlyWhileVotesAreCommitted() public {
        vm.warp(court.positionOf(_id).ends);
        bytes memory late = abi.encodeWithSelector(
            IDisputeCourt.WrongPhase.selector,
            _id,
            ICourtRecord.Phase.Revealing
        );
        _refusesCommit(late, _id, 20, 1);
    }

    /// Rejecting votes of which some stay closed.
    function _decide(uint256 opened, uint256 closed) private {
        for (uint256 id = 10; id < 10 + opened + closed; ++id) _commit(_id, id, 2);
        vm.warp(court.positionOf(_id).ends);
        for (uint256 id = 10; id < 10 + opened; ++id) _reveal(_id, id, 2);
        _wait(REVEAL);
    }
}
