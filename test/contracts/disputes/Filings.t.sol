// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {DisputeCourt} from "../../../contracts/disputes/DisputeCourt.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {CourtCase} from "./CourtCase.sol";

contract FilingsTest is CourtCase {
    function test_filesACase() public {
        ICourtRecord.Filing memory filing = _slashing();
        vm.expectEmit(address(court));
        emit IDisputeCourt.CaseFiled(1, FILER, RESPONDENT, filing, keccak256("evidence"), "ipfs://evidence");
        assert(_file(filing) == 1);
        ICourtRecord.Case memory record = court.caseOf(1);
        assert(record.filerId == FILER && record.filedAt == block.timestamp && record.level == 0);
        assert(keccak256(abi.encode(record.filing)) == keccak256(abi.encode(filing)));
        assert(_phase(1) == ICourtRecord.Phase.Sponsoring);
        assert(court.positionOf(1).ends == block.timestamp + SPONSORING);
        assert(_fileAs(5, filing) == 2 && court.count() == 2);
        assert(_phase(3) == ICourtRecord.Phase.None);
    }

    function test_onlyActiveMembersFile() public {
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.file(_slashing(), 0, "");
        members.setActive(FILER, false);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, _account(FILER)));
        _file(_slashing());
        assert(court.count() == 0);
    }

    function test_refusesWhatNoRulingCouldDo() public {
        acts.setModel(9, RESPONDENT);
        _refuses(_filing(2, 7, 0, 0, 0), abi.encodeWithSelector(IDisputeCourt.GroundUnknown.selector, 7));
        _refuses(
            _filing(2, 0, 0, 4, 0),
            abi.encodeWithSelector(IDisputeCourt.SubjectInvalid.selector, 4, bytes32(uint256(9)))
        );
        _refusesRemedy(_filing(2, 0, 0, 0, 1));
        _refusesRemedy(_filing(2, 0, 1, 0, 0));
        _refusesRemedy(_filing(2, 0, 1, 0, 10_001));
        _refusesRemedy(_filing(2, 0, 2, 0, 0));
        _refusesRemedy(_filing(2, 0, 2, 0, 10_001));
        _refusesRemedy(_filing(2, 0, 3, 0, 1));
        _refusesRemedy(_filing(2, 0, 4, 1, 0));
        _refusesRemedy(_filing(2, 0, 4, 1, 256));
        _refusesRemedy(_filing(0, 0, 5, 0, 1));
        _refusesRemedy(_filing(2, 0, 6, 0, 0));
        _refuses(
            _filing(2, 0, 4, 0, 1),
            abi.encodeWithSelector(IDisputeCourt.SubjectInvalid.selector, 0, bytes32(uint256(9)))
        );
        // The operator that is the subject is the respondent.
        _refuses(
            _filing(2, 0, 0, 3, 0),
            abi.encodeWithSelector(IDisputeCourt.SubjectInvalid.selector, 3, bytes32(uint256(9)))
        );
        _refuses(
            _filing(0, 0, 5, 1, 0),
            abi.encodeWithSelector(IDisputeCourt.SubjectInvalid.selector, 1, bytes32(uint256(9)))
        );
        assert(court.count() == 0);
    }

    function test_refusesAnImpossibleRespondent() public {
        acts.setModel(9, RESPONDENT);
        _refusesRespondent(_filing(1, 0, 0, 0, 0));
        _refusesRespondent(_filing(42, 0, 0, 0, 0));
        _refusesRespondent(_filing(0, 0, 1, 0, 1));
        _refusesRespondent(_filing(42, 0, 1, 0, 1));
        _refusesRespondent(_filing(5, 0, 2, 0, 1));
        _refusesRespondent(_filing(0, 0, 2, 0, 1));
        _refusesRespondent(_filing(5, 0, 3, 0, 0));
        _refusesRespondent(_filing(5, 0, 4, 1, 1));
        _refusesRespondent(_filing(2, 0, 5, 0, 0));
        acts.setModel(9, 0);
        _refusesRespondent(_filing(0, 0, 4, 1, 1));
        assert(court.count() == 0);
    }

    function test_acceptsTheLimits() public {
        acts.setModel(9, RESPONDENT);
        for (uint8 ground = 0; ground < 7; ++ground) _file(_filing(2, ground, 0, 2, 0));
        _file(_filing(0, 0, 0, 2, 0));
        _file(_filing(41, 0, 1, 0, 10_000));
        _file(_filing(2, 0, 2, 0, 10_000));
        _file(_filing(2, 0, 3, 0, 0));
        _file(_filing(2, 0, 4, 1, 255));
        _file(_filing(0, 0, 5, 0, 0));
        assert(court.count() == 13);
    }

    function test_sponsorsOpenACase() public {
        uint256 id = _file(_slashing());
        vm.expectEmit(address(court));
        emit IDisputeCourt.CaseSponsored(id, 3, 1);
        _as(3);
        court.sponsor(id);
        assert(_phase(id) == ICourtRecord.Phase.Sponsoring);
        vm.expectEmit(address(court));
        emit IDisputeCourt.CaseSponsored(id, 41, 2);
        _as(41);
        court.sponsor(id);
        uint48 ends = uint48(block.timestamp) + CONCILIATION;
        assert(_phase(id) == ICourtRecord.Phase.Conciliation && court.positionOf(id).ends == ends);
        assert(court.panelOf(id, 1).drawEnds == ends + DRAW && court.panelOf(id, 1).size == 3);
        assert(court.caseOf(id).level == 1 && court.caseOf(id).round == 1);
        _as(5);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Conciliation));
        court.sponsor(id);
    }

    function test_partiesAndTheSameMemberTwiceDoNotSponsor() public {
        uint256 id = _file(_slashing());
        _as(FILER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.Conflict.selector, id, FILER));
        court.sponsor(id);
        _as(RESPONDENT);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.Conflict.selector, id, RESPONDENT));
        court.sponsor(id);
        _as(3);
        court.sponsor(id);
        _as(3);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadySponsor.selector, id, 3));
        court.sponsor(id);
        members.setActive(5, false);
        _as(5);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, _account(5)));
        court.sponsor(id);
        assert(court.caseOf(id).sponsors == 1);
    }

    function test_anUnsponsoredCaseLapses() public {
        uint256 id = _file(_slashing());
        _as(3);
        court.sponsor(id);
        _wait(SPONSORING - 1);
        assert(_phase(id) == ICourtRecord.Phase.Sponsoring);
        _wait(1);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ends == 0);
        _as(4);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.sponsor(id);
        _as(4);
        vm.expectRevert(_wrong(99, ICourtRecord.Phase.None));
        court.sponsor(99);
    }

    function test_bothPartiesSettle() public {
        uint256 id = _file(_slashing());
        _sponsor(id);
        vm.expectEmit(address(court));
        emit IDisputeCourt.SettlementAgreed(id, FILER);
        _as(FILER);
        court.settle(id);
        assert(_phase(id) == ICourtRecord.Phase.Conciliation);
        _as(FILER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.AlreadyAgreed.selector, id, FILER));
        court.settle(id);
        _as(5);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 5));
        court.settle(id);
        vm.prank(STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotCourtMember.selector, STRANGER));
        court.settle(id);
        members.setActive(RESPONDENT, false);
        _as(RESPONDENT);
        court.settle(id);
        assert(_phase(id) == ICourtRecord.Phase.Closed && court.positionOf(id).ruling == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Closed));
        court.draw(id);
    }

    function test_onePartyAloneClosesNothing() public {
        uint256 id = _file(_slashing());
        _sponsor(id);
        _as(RESPONDENT);
        court.settle(id);
        _wait(CONCILIATION - 1);
        assert(_phase(id) == ICourtRecord.Phase.Conciliation);
        _wait(1);
        assert(_phase(id) == ICourtRecord.Phase.Drawing && court.positionOf(id).ends == block.timestamp + DRAW);
        _as(FILER);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Drawing));
        court.settle(id);
    }

    function test_safetyAndCasesAgainstNobodySkipConciliation() public {
        uint256 harm = _file(_filing(2, 5, 0, 0, 0));
        _sponsor(harm);
        assert(court.panelOf(harm, 1).since == block.timestamp);
        assert(_phase(harm) == ICourtRecord.Phase.Drawing);
        uint256 lift = _file(_filing(0, 1, 5, 0, 0));
        _sponsor(lift);
        assert(_phase(lift) == ICourtRecord.Phase.Drawing && court.positionOf(lift).ends == block.timestamp + DRAW);
    }

    function test_partiesGiveEvidenceUntilVotesAreOpened() public {
        uint256 id = _file(_slashing());
        _as(RESPONDENT);
        vm.expectEmit(address(court));
        emit IDisputeCourt.EvidenceGiven(id, RESPONDENT, keccak256("e"), "uri");
        court.giveEvidence(id, keccak256("e"), "uri");
        _as(5);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 5));
        court.giveEvidence(id, 0, "");
        seats.setSteward(0, 5);
        _as(5);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.NotParty.selector, id, 5));
        court.giveEvidence(id, 0, "");
        _sponsor(id);
        _wait(CONCILIATION);
        _seatPanel(id);
        _as(FILER);
        court.giveEvidence(id, 0, "");
        vm.warp(court.positionOf(id).ends);
        _as(FILER);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Revealing));
        court.giveEvidence(id, 0, "");
        _as(FILER);
        vm.expectRevert(_wrong(99, ICourtRecord.Phase.None));
        court.giveEvidence(99, 0, "");
    }

    function test_aStewardSpeaksForTheBoard() public {
        uint256 id = _file(_filing(0, 1, 5, 0, 0));
        seats.setSteward(0, 5);
        _as(5);
        court.giveEvidence(id, 0, "");
    }

    function test_withoutSponsorsACaseOpensAtOnce() public {
        ICourtRecord.Settings memory free = _settings();
        free.sponsors = 0;
        court = _deploy(free);
        uint256 id = _file(_slashing());
        assert(_phase(id) == ICourtRecord.Phase.Conciliation);
    }

    function test_refusesSettingsThatCannotWork() public {
        ICourtRecord.Settings[19] memory bad;
        for (uint256 i = 0; i < 19; ++i) bad[i] = _settings();
        bad[0].sponsorPeriod = 0;
        bad[1].conciliationPeriod = 0;
        bad[2].drawPeriod = 0;
        bad[3].commitPeriod = 0;
        bad[4].revealPeriod = 0;
        bad[5].appealPeriod = 0;
        bad[6].chamberPeriod = 0;
        bad[7].executionPeriod = 0;
        bad[8].filingBar = 0;
        bad[9].maxInterim = 0;
        bad[10].maxInterim = 21 days + 1;
        bad[11].expulsionFrom = 0;
        bad[12].panelSize = 4;
        bad[13].panelSize = 33;
        bad[14].tries = 0;
        // A seed is not known before two rounds are over.
        bad[15].drawPeriod = 20;
        bad[16].panelPower = 9_000;
        bad[17].appealSize = 3;
        bad[18].appealSize = 8;
        for (uint256 i = 0; i < 19; ++i) {
            vm.expectRevert(IDisputeCourt.CourtSettingsInvalid.selector);
            this.deploy(bad[i]);
        }
        ICourtRecord.Settings memory good = _settings();
        good.maxInterim = 21 days;
        (good.panelSize, good.appealSize, good.drawPeriod) = (29, 31, 21);
        DisputeCourt other = _deploy(good);
        assert(keccak256(abi.encode(other.settings())) == keccak256(abi.encode(good)));
    }

    function deploy(ICourtRecord.Settings calldata settings) external returns (DisputeCourt) {
        return _deploy(settings);
    }

    function _filing(
        uint64 respondent,
        uint8 ground,
        uint8 remedy,
        uint8 kind,
        uint256 value
    ) private pure returns (ICourtRecord.Filing memory) {
        return ICourtRecord.Filing(respondent, ground, remedy, kind, bytes32(uint256(9)), value);
    }

    function _refuses(ICourtRecord.Filing memory filing, bytes memory error) private {
        vm.expectRevert(error);
        _file(filing);
    }

    function _refusesRemedy(ICourtRecord.Filing memory filing) private {
        _refuses(filing, abi.encodeWithSelector(IDisputeCourt.RemedyInvalid.selector, filing.remedy, filing.value));
    }

    function _refusesRespondent(ICourtRecord.Filing memory filing) private {
        _refuses(filing, abi.encodeWithSelector(IDisputeCourt.RespondentInvalid.selector, filing.respondentId));
    }

    function _wrong(uint256 id, ICourtRecord.Phase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, id, phase);
    }

    /// A case holds things, so nobody chains cases against one respondent (C10).
    function test_oneFilingAgainstOneRespondentInTheTimeOfTheBar() public {
        _fileAs(FILER, _slashing());
        uint48 until = uint48(block.timestamp) + BAR;
        bytes memory barred = abi.encodeWithSelector(IDisputeCourt.Barred.selector, FILER, until);
        vm.expectRevert(barred);
        _fileAs(FILER, _filing(2, 0, 1, 0, 1));
        _fileAs(FILER, _filing(41, 0, 1, 0, 1));
        _fileAs(5, _slashing());
        vm.warp(until - 1);
        vm.expectRevert(barred);
        _fileAs(FILER, _slashing());
        vm.warp(until);
        _fileAs(FILER, _slashing());
    }

    function test_againstNobodyItIsOneFilingAboutOneThing() public {
        ICourtRecord.Filing memory lift = _filing(0, 1, 5, 0, 0);
        _fileAs(FILER, lift);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.Barred.selector, FILER, uint48(block.timestamp) + BAR));
        _fileAs(FILER, lift);
        lift.subject = bytes32(uint256(10));
        _fileAs(FILER, lift);
    }

    function test_aPersonWithoutAVoiceSponsorsNothing() public {
        uint256 id = _fileAs(FILER, _slashing());
        members.setVoiceFrom(3, block.timestamp + 1);
        _as(3);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.VoiceMissing.selector, 3));
        court.sponsor(id);
        _wait(1);
        _as(3);
        court.sponsor(id);
        members.setVoiceFrom(4, type(uint48).max);
        _fileAs(4, _filing(41, 0, 1, 0, 1));
    }
}
