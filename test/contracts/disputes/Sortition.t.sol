// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {CourtCase} from "./CourtCase.sol";

contract SortitionTest is CourtCase {
    bytes32 private constant GROUP_B = keccak256("b");

    function test_seedsThenSeats() public {
        acts.setGroup(FILER, GROUP_B);
        uint256 id = _open(_slashing());
        ICourtRecord.Panel memory panel = court.panelOf(id, 1);
        assert(panel.since == block.timestamp && panel.population == 41 && panel.seed == 0);
        assert(panel.filerGroup == GROUP_B && panel.respondentGroup == GROUP_A);
        _wait(20);
        bytes32 seed = keccak256(abi.encode(rounds.seedAfter(panel.since), id, uint8(1)));
        vm.expectEmit(address(court));
        emit IDisputeCourt.PanelSeeded(id, 1, seed);
        court.draw(id);
        panel = court.panelOf(id, 1);
        assert(panel.seed == seed && panel.tried <= 6);
        assert(panel.seated == court.jurorsOf(id, 1).length);
    }

    /// Who called late, and what blocks came since, changes nothing: the clock alone chooses the round (finding L9).
    function test_aDrawWaitsForItsRoundAndHasNoOther() public {
        uint256 id = _open(_slashing());
        uint48 since = court.panelOf(id, 1).since;
        bytes memory pending = abi.encodeWithSelector(IDisputeCourt.SeedPending.selector, id, since);
        vm.expectRevert(pending);
        court.draw(id);
        uint256 over = (uint256(since) / 10 + 2) * 10;
        vm.warp(over - 1);
        vm.expectRevert(pending);
        court.draw(id);
        vm.warp(over + 100);
        court.draw(id);
        bytes32 value = keccak256(abi.encode((uint256(since) / 10 + 1) * 10, uint256(0)));
        assert(court.panelOf(id, 1).seed == keccak256(abi.encode(value, id, uint8(1))));
    }

    function test_whoHasNoVoiceYetDoesNotJudge() public {
        for (uint256 id = 8; id <= 40; ++id) members.setVoiceFrom(id, type(uint48).max);
        members.setVoiceFrom(5, block.timestamp + CONCILIATION + 1);
        uint256 caseId = _open(_slashing());
        _wait(20);
        for (uint256 i = 0; i < 60; ++i) court.draw(caseId);
        assert(court.jurorsOf(caseId, 1).length == 2 && court.jurorOf(caseId, 5).round == 0);
        assert(court.jurorOf(caseId, 6).round == 1 && court.jurorOf(caseId, 7).round == 1);
    }

    function test_oneCallLooksAtSoManyCandidatesAndTheNextGoesOn() public {
        for (uint256 id = 5; id <= 41; ++id) members.setActive(id, false);
        uint256 caseId = _open(_slashing());
        _wait(20);
        court.draw(caseId);
        assert(court.panelOf(caseId, 1).tried == 6 && court.panelOf(caseId, 1).seated == 0);
        court.draw(caseId);
        assert(court.panelOf(caseId, 1).tried == 12 && court.panelOf(caseId, 1).fullAt == 0);
        for (uint256 id = 5; id <= 40; ++id) members.setActive(id, true);
        while (_phase(caseId) == ICourtRecord.Phase.Drawing) court.draw(caseId);
        assert(court.panelOf(caseId, 1).fullAt == block.timestamp && court.panelOf(caseId, 1).seated == 3);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, caseId, ICourtRecord.Phase.Committing)
        );
        court.draw(caseId);
    }

    function test_candidatesFollowFromTheSeed() public {
        uint256 id = _open(_slashing());
        uint256[] memory jurors = _seatPanel(id);
        uint256 found = 0;
        for (uint32 i = 0; i < court.panelOf(id, 1).tried; ++i) {
            if (found < 3 && _candidateAt(id, i) == jurors[found]) ++found;
        }
        assert(found == 3);
    }

    /// @dev Partial, inactive, institutional and grouped members never sit, whatever the seed.
    function testFuzz_aPanelIsImpartial(uint256 salt) public {
        for (uint256 id = 5; id <= 12; ++id) acts.setGroup(id, GROUP_A);
        for (uint256 id = 13; id <= 20; ++id) acts.setGroup(id, GROUP_B);
        for (uint256 id = 21; id <= 24; ++id) members.setActive(id, false);
        rounds.setSalt(salt);
        uint256 caseId = _open(_slashing());
        uint256[] memory jurors = _seatPanel(caseId);
        assert(jurors.length == 3);
        uint256 ofGroupB;
        for (uint256 i = 0; i < 3; ++i) {
            assert(jurors[i] > 12 && jurors[i] <= 40 && (jurors[i] < 21 || jurors[i] > 24));
            if (jurors[i] <= 20) ++ofGroupB;
            for (uint256 j = 0; j < i; ++j) assert(jurors[i] != jurors[j]);
            assert(court.jurorOf(caseId, jurors[i]).round == 1);
        }
        assert(ofGroupB <= 1);
    }

    function test_theFilersGroupDoesNotJudge() public {
        for (uint256 id = 8; id <= 40; ++id) acts.setGroup(id, GROUP_B);
        acts.setGroup(FILER, GROUP_B);
        uint256 caseId = _open(_slashing());
        uint256[] memory jurors = _seatPanel(caseId);
        for (uint256 i = 0; i < 3; ++i) assert(jurors[i] >= 5 && jurors[i] <= 7);
    }

    function test_groupsAreThoseBeforeTheSeedWasKnown() public {
        uint256 caseId = _open(_slashing());
        acts.setGroup(FILER, GROUP_B);
        for (uint256 id = 5; id <= 7; ++id) acts.setGroup(id, bytes32(id));
        for (uint256 id = 8; id <= 40; ++id) members.setActive(id, false);
        acts.setGroup(5, GROUP_B);
        _wait(20);
        while (_phase(caseId) == ICourtRecord.Phase.Drawing) court.draw(caseId);
        assert(court.panelOf(caseId, 1).filerGroup == 0 && court.jurorOf(caseId, 5).round == 1);
    }

    /// Whoever grows the commons once the first panel is silent and the seed of the next is out moves nothing.
    function test_aSecondDrawIsAmongTheSame() public {
        uint256 caseId = _open(_slashing());
        _seatPanel(caseId);
        _vote(caseId, 1, 0, 0);
        uint48 end = uint48(block.timestamp);
        members.add(1, 1_000);
        _seatPanel(caseId);
        ICourtRecord.Panel memory panel = court.panelOf(caseId, 2);
        assert(panel.population == 41 && panel.since == end && panel.again && panel.drawEnds == end + DRAW);
    }

    function test_aDataCaseHasASteward() public {
        seats.setSteward(3, FILER);
        seats.setSteward(4, 30);
        for (uint8 ground = 1; ground <= 3; ++ground) {
            uint256 id = _open(ICourtRecord.Filing(2, ground, 0, 0, bytes32(uint256(5)), 0));
            _wait(20);
            vm.expectEmit(address(court));
            emit IDisputeCourt.JurorSeated(id, 1, 30);
            court.draw(id);
            assert(court.jurorsOf(id, 1)[0] == 30);
        }
    }

    function test_onlyOneStewardTakesTheFirstSeat() public {
        for (uint8 seat = 0; seat < 7; ++seat) seats.setSteward(seat, 30 + seat);
        uint256 id = _open(ICourtRecord.Filing(2, 1, 0, 0, 0, 0));
        _wait(20);
        for (uint256 other = 5; other <= 40; ++other) if (other < 30 || other > 36) members.setActive(other, false);
        court.draw(id);
        uint256 first = court.jurorsOf(id, 1)[0];
        assert(first == 30 + (uint256(court.panelOf(id, 1).seed) % 7));
    }

    function test_otherCasesNeedNoSteward() public {
        for (uint256 other = 5; other <= 40; ++other) if (other != 30) members.setActive(other, false);
        seats.setSteward(4, 30);
        for (uint8 ground = 0; ground < 7; ++ground) {
            if (ground >= 1 && ground <= 3) continue;
            uint256 id = _open(ICourtRecord.Filing(2, ground, 0, 0, 0, 0));
            _wait(20);
            court.draw(id);
            bool drawn = false;
            for (uint32 i = 0; i < 6; ++i) if (_candidateAt(id, i) == 30) drawn = true;
            assert((court.panelOf(id, 1).seated == 1) == drawn);
        }
    }

    function test_stewardsDoNotJudgeTheBoard() public {
        seats.setSteward(0, 5);
        seats.setSteward(1, 6);
        for (uint256 id = 10; id <= 40; ++id) members.setActive(id, false);
        uint256 caseId = _open(ICourtRecord.Filing(0, 1, 5, 0, keccak256("deposit"), 0));
        uint256[] memory jurors = _seatPanel(caseId);
        assert(jurors.length == 3);
        for (uint256 i = 0; i < 3; ++i) assert(jurors[i] == RESPONDENT || (jurors[i] >= 7 && jurors[i] <= 9));
    }

    function test_aPanelMoreThanHalfFullSitsWhenTheDrawEnds() public {
        for (uint256 id = 7; id <= 40; ++id) members.setActive(id, false);
        uint256 caseId = _open(_slashing());
        _drawAll(caseId);
        uint48 ends = court.panelOf(caseId, 1).drawEnds;
        assert(court.panelOf(caseId, 1).seated == 2 && _phase(caseId) == ICourtRecord.Phase.Drawing);
        vm.warp(ends);
        assert(_phase(caseId) == ICourtRecord.Phase.Committing);
        assert(court.positionOf(caseId).ends == ends + COMMIT);
        _vote(caseId, 2, 0, 0);
        assert(court.positionOf(caseId).ruling == 1);
    }

    function test_withoutEnoughJurorsTheCaseEndsWithoutARuling() public {
        for (uint256 id = 6; id <= 40; ++id) members.setActive(id, false);
        uint256 caseId = _open(_slashing());
        _drawAll(caseId);
        assert(court.panelOf(caseId, 1).seated == 1);
        uint48 ends = court.panelOf(caseId, 1).drawEnds;
        vm.warp(ends);
        ICourtRecord.Position memory position = court.positionOf(caseId);
        assert(position.phase == ICourtRecord.Phase.Closed && position.ruling == 0 && position.finalAt == ends);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, caseId, ICourtRecord.Phase.Closed));
        court.execute(caseId);
        assert(acts.acts() == 0);
    }

    function _candidateAt(uint256 id, uint32 number) private view returns (uint256) {
        return 1 + (uint256(keccak256(abi.encode(court.panelOf(id, 1).seed, number))) % 41);
    }

    function _drawAll(uint256 id) private {
        _wait(20);
        for (uint256 i = 0; i < 60; ++i) court.draw(id);
    }
}
