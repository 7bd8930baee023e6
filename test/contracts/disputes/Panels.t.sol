// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {Acts} from "./Acts.sol";
import {CourtCase} from "./CourtCase.sol";

contract PanelsTest is CourtCase {
    uint256 private _id;
    uint256[] private _jurors;

    function setUp() public override {
        super.setUp();
        _id = _open(_slashing());
        _jurors = _seatPanel(_id);
    }

    function test_commitHidesAVote() public {
        bytes32 commitment = keccak256(abi.encode(_id, uint8(1), _jurors[0], uint8(2), SALT));
        assert(_commitmentOf(_id, _jurors[0], 2) == commitment);
        vm.expectEmit(address(court));
        emit IDisputeCourt.JurorCommitted(_id, 1, _jurors[0], commitment);
        _commit(_id, _jurors[0], 2);
        assert(court.jurorOf(_id, _jurors[0]).commitment == commitment && court.jurorOf(_id, _jurors[0]).vote == 0);
        _refusesCommit(
            abi.encodeWithSelector(IDisputeCourt.AlreadyCommitted.selector, _id, _jurors[0]),
            _id,
            _jurors[0],
            1
        );
    }

    function test_onlySittingJurorsCommit() public {
        uint256 other = _nobody();
        _refusesCommit(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, other), _id, other, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.commit(_id, SALT);
        members.setActive(_jurors[0], false);
        _refusesCommit(
            abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, _account(_jurors[0])),
            _id,
            _jurors[0],
            1
        );
        _as(_jurors[1]);
        vm.expectRevert(IDisputeCourt.CommitmentMissing.selector);
        court.commit(_id, 0);
    }

    function test_aJurorThatJoinsAPartysGroupLosesItsVote() public {
        acts.setGroup(_jurors[0], GROUP_A);
        _refusesCommit(abi.encodeWithSelector(IDisputeCourt.Conflict.selector, _id, _jurors[0]), _id, _jurors[0], 1);
        acts.setGroup(_jurors[0], keccak256("b"));
        _commit(_id, _jurors[0], 1);
    }

    function test_revealOnlyAfterTheCommitments() public {
        _commit(_id, _jurors[0], 1);
        uint48 ends = court.positionOf(_id).ends;
        assert(ends == court.panelOf(_id, 1).fullAt + COMMIT);
        vm.warp(ends - 1);
        vm.expectRevert(_wrong(ICourtRecord.Phase.Committing));
        _reveal(_id, _jurors[0], 1);
        _commit(_id, _jurors[1], 1);
        vm.warp(ends);
        _refusesCommit(_wrong(ICourtRecord.Phase.Revealing), _id, _jurors[2], 1);
        vm.expectEmit(address(court));
        emit IDisputeCourt.JurorRevealed(_id, 1, _jurors[0], 1);
        _reveal(_id, _jurors[0], 1);
        vm.warp(ends + REVEAL - 1);
        _reveal(_id, _jurors[1], 1);
        vm.warp(ends + REVEAL);
        vm.expectRevert(_wrong(ICourtRecord.Phase.Ruled));
        _reveal(_id, _jurors[1], 1);
    }

    function test_anOpeningFitsItsCommitment() public {
        _commit(_id, _jurors[0], 1);
        vm.warp(court.positionOf(_id).ends);
        bytes32 committed = court.jurorOf(_id, _jurors[0]).commitment;
        bytes32 opened = _commitmentOf(_id, _jurors[0], 2);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.OpeningMismatch.selector, committed, opened));
        _reveal(_id, _jurors[0], 2);
        opened = _commitmentOf(_id, _jurors[1], 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.OpeningMismatch.selector, bytes32(0), opened));
        _reveal(_id, _jurors[1], 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VoteInvalid.selector, 0));
        _reveal(_id, _jurors[0], 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VoteInvalid.selector, 4));
        _reveal(_id, _jurors[0], 4);
        _reveal(_id, _jurors[0], 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VoteRevealed.selector, _id, _jurors[0]));
        _reveal(_id, _jurors[0], 1);
        uint256 other = _nobody();
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, other));
        _reveal(_id, other, 1);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.reveal(_id, 1, SALT);
        assert(court.panelOf(_id, 1).upholds == 1);
    }

    function test_aCopiedCommitmentOpensNothing() public {
        _commit(_id, _jurors[0], 1);
        bytes32 copied = court.jurorOf(_id, _jurors[0]).commitment;
        _as(_jurors[1]);
        court.commit(_id, copied);
        vm.warp(court.positionOf(_id).ends);
        bytes32 opened = _commitmentOf(_id, _jurors[1], 1);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.OpeningMismatch.selector, copied, opened));
        _reveal(_id, _jurors[1], 1);
    }

    function test_serviceIsCreditedWhateverTheVote() public {
        _vote(_id, 1, 1, 1);
        assert(acts.minted() == 3 * uint256(CREDIT));
        bytes memory last = abi.encode(_jurors[2], uint256(2), uint256(CREDIT), bytes32(_id));
        assert(keccak256(acts.lastMint()) == keccak256(last));
        ICourtRecord.Panel memory panel = court.panelOf(_id, 1);
        assert(panel.upholds == 1 && panel.rejects == 1 && panel.frivolous == 1);
        assert(court.jurorOf(_id, _jurors[1]).vote == 2);
    }

    function test_aFullCeilingSilencesNobody() public {
        _commit(_id, _jurors[0], 1);
        vm.warp(court.positionOf(_id).ends);
        acts.setRefuses(true);
        vm.expectEmit(address(court));
        emit IDisputeCourt.ServiceUncredited(_id, _jurors[0], CREDIT);
        _reveal(_id, _jurors[0], 1);
        assert(court.panelOf(_id, 1).upholds == 1 && acts.minted() == 0);
    }

    function test_withoutCreditNothingIsMinted() public {
        ICourtRecord.Settings memory unpaid = _settings();
        unpaid.jurorCredit = 0;
        court = _deploy(unpaid);
        acts.setRefuses(true);
        uint256 id = _open(_slashing());
        uint256 juror = _seatPanel(id)[0];
        _commit(id, juror, 1);
        vm.warp(court.positionOf(id).ends);
        vm.recordLogs();
        _reveal(id, juror, 1);
        assert(vm.getRecordedLogs().length == 1);
        assert(acts.minted() == 0);
    }

    function test_aJurorSuspendedSinceStillOpensItsVote() public {
        _commit(_id, _jurors[0], 1);
        members.setActive(_jurors[0], false);
        vm.warp(court.positionOf(_id).ends);
        _reveal(_id, _jurors[0], 1);
    }

    function test_mostOfThePanelFreezeTheSubject() public {
        vm.expectEmit(address(court));
        emit IDisputeCourt.FreezeSupported(_id, _jurors[0]);
        _freeze(_jurors[0]);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadyFreezing.selector, _id, _jurors[0]));
        _freeze(_jurors[0]);
        vm.warp(court.positionOf(_id).ends);
        uint48 until = uint48(block.timestamp) + INTERIM;
        vm.expectEmit(address(court));
        emit IDisputeCourt.SubjectFrozen(_id, 3, bytes32(RESPONDENT), until);
        _freeze(_jurors[1]);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == until && court.caseOf(_id).frozenUntil == until);
        assert(court.frozenUntil(2, bytes32(RESPONDENT)) == 0 && court.frozenUntil(3, 0) == 0);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.FrozenOnce.selector, _id, until));
        _freeze(_jurors[2]);
        vm.warp(until - 1);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == until);
        vm.warp(until);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == 0);
    }

    function test_onlyASittingPanelFreezes() public {
        uint256 other = _nobody();
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, other));
        _freeze(other);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.freeze(_id);
        _vote(_id, 3, 0, 0);
        vm.expectRevert(_wrong(ICourtRecord.Phase.Ruled));
        _freeze(_jurors[0]);
        _as(RESPONDENT);
        court.appeal(_id);
        vm.expectRevert(_wrong(ICourtRecord.Phase.Drawing));
        _freeze(_jurors[0]);
        _seatPanel(_id);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, _jurors[0]));
        _freeze(_jurors[0]);
        _refusesCommit(abi.encodeWithSelector(IDisputeCourt.NotJuror.selector, _id, _jurors[0]), _id, _jurors[0], 1);
    }

    function test_aFinalRejectionEndsTheMeasure() public {
        ICourtRecord.Settings memory slow = _settings();
        slow.maxInterim = 5_000;
        court = _deploy(slow);
        _id = _open(_slashing());
        _jurors = _seatPanel(_id);
        _freeze(_jurors[0]);
        _freeze(_jurors[1]);
        _vote(_id, 0, 3, 0);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) != 0);
        _wait(APPEAL);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == 0);
    }

    function test_aFinalUpheldCaseKeepsTheMeasureForItsTime() public {
        ICourtRecord.Settings memory slow = _settings();
        slow.maxInterim = 5_000;
        court = _deploy(slow);
        _id = _open(_slashing());
        _jurors = _seatPanel(_id);
        _freeze(_jurors[0]);
        _freeze(_jurors[1]);
        uint48 until = court.caseOf(_id).frozenUntil;
        _vote(_id, 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(_id) == ICourtRecord.Phase.Final && court.frozenUntil(3, bytes32(RESPONDENT)) == until);
        vm.warp(until);
        assert(court.frozenUntil(3, bytes32(RESPONDENT)) == 0);
    }

    function _freeze(uint256 juror) private {
        _as(juror);
        court.freeze(_id);
    }

    function _nobody() private view returns (uint256 id) {
        for (id = 5; court.jurorOf(_id, id).round != 0; ++id) {}
    }

    function _wrong(ICourtRecord.Phase phase) private view returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, _id, phase);
    }
}
