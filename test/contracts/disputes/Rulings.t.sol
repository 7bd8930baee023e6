// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {Acts} from "./Acts.sol";
import {CourtCase} from "./CourtCase.sol";

contract RulingsTest is CourtCase {
    bytes32 private constant MODEL = bytes32(uint256(9));

    function test_mostOfThoseWhoRevealDecide() public {
        assert(_rulingOf(2, 1, 0) == 1);
        assert(_rulingOf(1, 2, 0) == 2);
        assert(_rulingOf(1, 0, 2) == 3);
        assert(_rulingOf(1, 1, 1) == 2);
        assert(_rulingOf(1, 1, 0) == 2);
        assert(_rulingOf(1, 0, 1) == 2);
        assert(_rulingOf(2, 0, 0) == 1);
        assert(_rulingOf(0, 0, 2) == 3);
    }

    function test_anUnappealedRulingBecomesFinal() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        ICourtRecord.Position memory position = court.positionOf(id);
        uint48 ends = uint48(block.timestamp) + APPEAL;
        assert(position.phase == ICourtRecord.Phase.Ruled && position.ruling == 1 && position.ends == ends);
        assert(position.finalAt == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Ruled));
        court.execute(id);
        vm.warp(ends - 1);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Ruled));
        court.execute(id);
        vm.warp(ends);
        position = court.positionOf(id);
        assert(position.phase == ICourtRecord.Phase.Final && position.finalAt == ends);
        assert(position.ends == ends + EXECUTION);
        vm.expectEmit(address(court));
        emit IDisputeCourt.RulingExecuted(id, 2);
        court.execute(id);
        assert(acts.acts() == 1 && court.caseOf(id).executed);
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("slash", RESPONDENT, uint16(5_000), id)));
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 1);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.execute(id);
        assert(acts.acts() == 1);
    }

    function test_aRejectedCaseDoesNothing() public {
        uint256 id = _ruled(_slashing(), 1, 2, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 2);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.execute(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotBarrable.selector, id, 2));
        court.barFiler(id);
        assert(acts.acts() == 0);
    }

    function test_aRemedyThatFailsMayBeTriedAgainUntilTimeIsOver() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _wait(APPEAL);
        acts.setRefuses(true);
        vm.expectRevert(Acts.Refused.selector);
        court.execute(id);
        assert(_phase(id) == ICourtRecord.Phase.Final && !court.caseOf(id).executed);
        vm.warp(court.positionOf(id).ends - 1);
        acts.setRefuses(false);
        court.execute(id);
        assert(acts.acts() == 1);
    }

    function test_aRemedyThatNeverSucceedsClosesWithTime() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _wait(APPEAL + EXECUTION);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ends == 0);
        assert(court.positionOf(id).finalAt == block.timestamp - EXECUTION);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.execute(id);
        assert(acts.acts() == 0);
    }

    function test_everyRemedyReachesItsDomain() public {
        acts.setModel(9, RESPONDENT);
        uint256 id = _executed(ICourtRecord.Filing(2, 0, 1, 0, 0, 100));
        assert(members.suspendedId() == 2 && members.suspendedBy() == id);
        assert(members.suspendedUntil() == block.timestamp + 100);
        id = _executed(ICourtRecord.Filing(2, 6, 3, 3, bytes32(RESPONDENT), 0));
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("voidWork", RESPONDENT, id)));
        id = _executed(ICourtRecord.Filing(2, 6, 4, 1, MODEL, 1));
        assert(keccak256(acts.lastAct()) == keccak256(abi.encode("mark", uint256(9), uint8(1), id)));
        id = _executed(ICourtRecord.Filing(0, 1, 5, 0, keccak256("deposit"), 0));
        assert(seats.liftedKey() == keccak256("deposit") && seats.liftedBy() == id);
        uint256 before = acts.acts();
        _executed(ICourtRecord.Filing(2, 0, 0, 0, 0, 0));
        assert(acts.acts() == before);
    }

    function test_aPartyAppealsToALargerPanelOfOthers() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        vm.expectEmit(address(court));
        emit IDisputeCourt.CaseAppealed(id, RESPONDENT, 1, false);
        _as(RESPONDENT);
        court.appeal(id);
        ICourtRecord.Case memory record = court.caseOf(id);
        assert(record.level == 2 && record.round == 2 && record.firstRuling == 1);
        assert(court.panelOf(id, 2).size == 7 && court.panelOf(id, 2).drawEnds == block.timestamp + DRAW);
        assert(_phase(id) == ICourtRecord.Phase.Drawing);
        uint256[] memory jurors = _seatPanel(id);
        assert(jurors.length == 7);
        for (uint256 i = 0; i < 7; ++i) {
            for (uint256 j = 0; j < 3; ++j) assert(jurors[i] != court.jurorsOf(id, 1)[j]);
            assert(court.jurorOf(id, jurors[i]).round == 2);
        }
        _vote(id, 3, 4, 0);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 2);
        assert(court.positionOf(id).finalAt == block.timestamp);
        _as(FILER);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.appeal(id);
    }

    function test_onlyPartiesAppealAndOnlyInTime() public {
        uint256 id = _ruled(_slashing(), 0, 3, 0);
        _as(3);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 3));
        court.appeal(id);
        seats.setSteward(0, 30);
        _as(30);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 30));
        court.appeal(id);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.appeal(id);
        vm.warp(court.positionOf(id).ends - 1);
        _as(FILER);
        court.appeal(id);
        uint256 late = _ruled(_slashing(), 0, 3, 0);
        vm.warp(court.positionOf(late).ends);
        _as(FILER);
        vm.expectRevert(_wrong(late, ICourtRecord.Phase.Closed));
        court.appeal(late);
    }

    function test_aStewardAppealsForTheBoard() public {
        uint256 id = _ruled(ICourtRecord.Filing(0, 1, 5, 0, 0, 0), 3, 0, 0);
        _as(30);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 30));
        court.appeal(id);
        seats.setSteward(0, 30);
        _as(30);
        court.appeal(id);
        assert(court.caseOf(id).level == 2);
    }

    function test_aSilentPanelIsDrawnAnewOnce() public {
        uint256 id = _open(_slashing());
        uint256[] memory first = _seatPanel(id);
        _vote(id, 1, 0, 0);
        uint48 ends = court.panelOf(id, 1).fullAt + COMMIT + REVEAL + DRAW;
        assert(_phase(id) == ICourtRecord.Phase.Drawing && court.positionOf(id).ends == ends);
        _wait(5);
        uint256[] memory second = _seatPanel(id);
        assert(court.caseOf(id).round == 2 && court.caseOf(id).level == 1 && second.length == 3);
        assert(court.panelOf(id, 2).again && court.panelOf(id, 2).drawEnds == ends);
        for (uint256 i = 0; i < 9; ++i) assert(first[i / 3] != second[i % 3]);
        _vote(id, 1, 0, 0);
        ICourtRecord.Position memory position = court.positionOf(id);
        assert(
            position.phase == ICourtRecord.Phase.Closed && position.ruling == 0 && position.finalAt == block.timestamp
        );
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.execute(id);
    }

    function test_aSecondPanelMayRule() public {
        uint256 id = _ruled(_slashing(), 0, 0, 0);
        _seatPanel(id);
        _vote(id, 2, 0, 0);
        assert(_phase(id) == ICourtRecord.Phase.Ruled && court.positionOf(id).ruling == 1);
    }

    function test_aSilentPanelThatNobodyDrawsAnewDecidesNothing() public {
        uint256 id = _ruled(_slashing(), 0, 0, 0);
        vm.warp(court.positionOf(id).ends);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.draw(id);
    }

    /// A slash that no proof supports falls when the second panel stays silent, whatever the first one said.
    function test_aSilentAppealUpholdsNothing() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        _seatPanel(id);
        _vote(id, 3, 0, 0);
        assert(_phase(id) == ICourtRecord.Phase.Drawing);
        _seatPanel(id);
        assert(court.panelOf(id, 3).size == 7);
        _vote(id, 3, 0, 0);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.execute(id);
        assert(!court.isHeld(RESPONDENT) && !court.isNamed(RESPONDENT));
    }

    function test_anAppealThatCannotBeDrawnUpholdsNothing() public {
        uint256 id = _ruled(_slashing(), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        vm.warp(court.positionOf(id).ends);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 0);
    }

    function test_aFrivolousFilerIsBarred() public {
        uint256 id = _ruled(_slashing(), 0, 0, 3);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotBarrable.selector, id, 3));
        court.barFiler(id);
        uint48 until = court.positionOf(id).ends + BAR;
        _wait(APPEAL + 10);
        vm.expectEmit(address(court));
        emit IDisputeCourt.FilingBarred(FILER, id, until);
        court.barFiler(id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotBarrable.selector, id, 3));
        court.barFiler(id);
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.Barred.selector, FILER, until));
        _fileAs(FILER, _slashing());
        vm.warp(until);
        _fileAs(FILER, _slashing());
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotBarrable.selector, 99, 0));
        court.barFiler(99);
    }

    function test_anOverturnedFrivolousRulingBarsNobody() public {
        uint256 id = _ruled(_slashing(), 0, 0, 3);
        _as(FILER);
        court.appeal(id);
        _seatPanel(id);
        _vote(id, 0, 7, 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotBarrable.selector, id, 2));
        court.barFiler(id);
    }

    function _rulingOf(uint256 upholds, uint256 rejects, uint256 frivolous) private returns (uint8) {
        return court.positionOf(_ruled(_slashing(), upholds, rejects, frivolous)).ruling;
    }

    function _executed(ICourtRecord.Filing memory filing) private returns (uint256 id) {
        id = _ruled(filing, 3, 0, 0);
        _wait(APPEAL);
        court.execute(id);
    }

    function _wrong(uint256 id, ICourtRecord.Phase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, id, phase);
    }
}
