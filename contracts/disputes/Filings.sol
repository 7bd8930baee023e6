// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";

/// @title What parties and sponsors do: file, sponsor, settle, appeal.
/// @notice And what opens a panel: the last sponsor, an appeal, a panel that stayed silent.
library Filings {
    using Docket for Docket.Book;

    uint8 private constant HARM = 5;

    /// @notice Opens a case that was checked against its remedy.
    /// @param book All records.
    /// @param filerId Who files.
    /// @param filing What is asked.
    /// @param evidence Salted digest of the evidence.
    /// @param uri Where authorised readers find it.
    /// @return caseId The new case.
    function file(
        Docket.Book storage book,
        uint256 filerId,
        ICourtRecord.Filing calldata filing,
        bytes32 evidence,
        string calldata uri
    ) internal returns (uint256 caseId) {
        uint48 barred = book.barredUntil[filerId];
        if (block.timestamp < barred) revert IDisputeCourt.Barred(filerId, barred);

        caseId = ++book.count;
        ICourtRecord.Case storage record = book.cases[caseId];
        record.filerId = uint64(filerId);
        record.filedAt = uint48(block.timestamp);
        record.filing = filing;
        emit IDisputeCourt.CaseFiled(caseId, filerId, filing.respondentId, filing, evidence, uri);
        if (book.settings.sponsors == 0) _open(book, caseId, record);
    }

    /// @notice Counts a sponsor and opens the case with the last one needed.
    /// @param book All records.
    /// @param caseId The case.
    /// @param sponsorId The sponsor.
    function sponsor(Docket.Book storage book, uint256 caseId, uint256 sponsorId) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Sponsoring);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (_isParty(record, sponsorId)) revert IDisputeCourt.Conflict(caseId, sponsorId);
        if (book.sponsored[caseId][sponsorId]) revert IDisputeCourt.AlreadySponsor(caseId, sponsorId);

        book.sponsored[caseId][sponsorId] = true;
        uint8 sponsors = ++record.sponsors;
        emit IDisputeCourt.CaseSponsored(caseId, sponsorId, sponsors);
        if (sponsors == book.settings.sponsors) _open(book, caseId, record);
    }

    /// @notice Records a party's wish to settle; with both, the case is closed.
    /// @param book All records.
    /// @param caseId The case.
    /// @param partyId The party.
    function settle(Docket.Book storage book, uint256 caseId, uint256 partyId) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Conciliation);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (!_isParty(record, partyId)) revert IDisputeCourt.NotParty(caseId, partyId);
        uint8 bit = partyId == record.filerId ? 1 : 2;
        if (record.settled & bit != 0) revert IDisputeCourt.AlreadyAgreed(caseId, partyId);

        record.settled |= bit;
        emit IDisputeCourt.SettlementAgreed(caseId, partyId);
    }

    /// @notice Announces a party's evidence while jurors can still weigh it.
    /// @param book All records.
    /// @param caseId The case.
    /// @param partyId The party.
    /// @param speaksForBoard True when it is a steward.
    /// @param evidence Salted digest of the evidence.
    /// @param uri Where authorised readers find it.
    function giveEvidence(
        Docket.Book storage book,
        uint256 caseId,
        uint256 partyId,
        bool speaksForBoard,
        bytes32 evidence,
        string calldata uri
    ) internal {
        ICourtRecord.Phase phase = book.positionOf(caseId).phase;
        if (phase < ICourtRecord.Phase.Sponsoring || phase > ICourtRecord.Phase.Committing) {
            revert IDisputeCourt.WrongPhase(caseId, phase);
        }
        _requireParty(book.cases[caseId], caseId, partyId, speaksForBoard);
        emit IDisputeCourt.EvidenceGiven(caseId, partyId, evidence, uri);
    }

    /// @notice Takes a ruling to a larger panel.
    /// @param book All records.
    /// @param caseId The case.
    /// @param partyId The party.
    /// @param speaksForBoard True when it is a steward.
    function appeal(Docket.Book storage book, uint256 caseId, uint256 partyId, bool speaksForBoard) internal {
        uint8 ruling = book.requirePhase(caseId, ICourtRecord.Phase.Ruled).ruling;
        ICourtRecord.Case storage record = book.cases[caseId];
        _requireParty(record, caseId, partyId, speaksForBoard);

        record.level = 2;
        record.firstRuling = ruling;
        uint8 size = 2 * book.settings.panelSize + 1;
        _addPanel(book, caseId, record, size, uint48(block.timestamp) + book.settings.drawPeriod);
        emit IDisputeCourt.CaseAppealed(caseId, partyId, ruling);
    }

    /// @notice Replaces a panel of which too few revealed, once per level.
    /// @param book All records.
    /// @param caseId The case.
    function renewPanel(Docket.Book storage book, uint256 caseId) internal {
        ICourtRecord.Case storage record = book.cases[caseId];
        ICourtRecord.Panel storage silent = book.panels[Docket.keyOf(caseId, record.round)];
        uint48 end = Docket.revealEndOf(silent, book.settings);
        if (end == 0) return;
        _addPanel(book, caseId, record, silent.size, end + book.settings.drawPeriod).again = true;
    }

    /// @dev Safety does not wait, and nobody can settle with nobody.
    function _open(Docket.Book storage book, uint256 caseId, ICourtRecord.Case storage record) private {
        bool urgent = record.filing.ground == HARM || record.filing.respondentId == 0;
        uint48 ends = uint48(block.timestamp) + (urgent ? 0 : book.settings.conciliationPeriod);
        record.conciliationEnds = ends;
        record.level = 1;
        _addPanel(book, caseId, record, book.settings.panelSize, ends + book.settings.drawPeriod);
        if (record.filing.remedy == Docket.SLASH) _holdStake(book, record.filing.respondentId, ends);
    }

    /// @dev Until the longest course that the case can take from here is over: a panel and an appeal, each drawn twice. It
    /// never shortens, so that a sham case cannot free a stake that another one holds.
    function _holdStake(Docket.Book storage book, uint256 operatorId, uint48 from) private {
        ICourtRecord.Settings memory terms = book.settings;
        uint48 panel = terms.drawPeriod + terms.commitPeriod + terms.revealPeriod;
        uint48 until = from + 4 * panel + terms.appealPeriod + terms.executionPeriod;
        if (until > book.stakeHeldUntil[operatorId]) book.stakeHeldUntil[operatorId] = until;
    }

    function _addPanel(
        Docket.Book storage book,
        uint256 caseId,
        ICourtRecord.Case storage record,
        uint8 size,
        uint48 drawEnds
    ) private returns (ICourtRecord.Panel storage panel) {
        panel = book.panels[Docket.keyOf(caseId, ++record.round)];
        panel.size = size;
        panel.drawEnds = drawEnds;
    }

    function _requireParty(
        ICourtRecord.Case storage record,
        uint256 caseId,
        uint256 identityId,
        bool speaksForBoard
    ) private view {
        bool against = record.filing.remedy == Docket.LIFT && speaksForBoard;
        if (!against && !_isParty(record, identityId)) revert IDisputeCourt.NotParty(caseId, identityId);
    }

    function _isParty(ICourtRecord.Case storage record, uint256 identityId) private view returns (bool) {
        return identityId == record.filerId || identityId == record.filing.respondentId;
    }
}
