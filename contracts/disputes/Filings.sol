// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {Naming} from "./Naming.sol";
import {Sortition} from "./Sortition.sol";

/// @title What parties and sponsors do: file, sponsor, settle, appeal.
/// @notice And what calls a panel: the last sponsor, an appeal.
library Filings {
    using Docket for Docket.Book;
    using Naming for Docket.Book;
    using Sortition for Docket.Book;

    uint8 private constant HARM = 5;

    /// @dev Opens a case that was checked against its remedy.
    function file(
        Docket.Book storage book,
        uint256 filerId,
        bool weighty,
        ICourtRecord.Filing calldata filing,
        bytes32 evidence,
        string calldata uri
    ) internal returns (uint256 caseId) {
        uint48 barred = book.barredUntil[filerId];
        if (block.timestamp < barred) revert IDisputeCourt.Barred(filerId, barred);
        _spend(book, filerId, filing);
        caseId = ++book.count;
        ICourtRecord.Case storage record = book.cases[caseId];
        record.filerId = uint64(filerId);
        record.filedAt = uint48(block.timestamp);
        record.weighty = weighty;
        record.filing = filing;
        emit IDisputeCourt.CaseFiled(caseId, filerId, filing.respondentId, filing, evidence, uri);
        if (book.settings.sponsors == 0) _open(book, caseId);
    }

    /// @dev Counts a sponsor and opens the case with the last one needed.
    function sponsor(Docket.Book storage book, uint256 caseId, uint256 sponsorId) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Sponsoring);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (_isParty(record, sponsorId)) revert IDisputeCourt.Conflict(caseId, sponsorId);
        if (book.sponsored[caseId][sponsorId]) revert IDisputeCourt.AlreadySponsor(caseId, sponsorId);

        _spend(book, sponsorId, record.filing);
        book.sponsored[caseId][sponsorId] = true;
        uint8 sponsors = ++record.sponsors;
        emit IDisputeCourt.CaseSponsored(caseId, sponsorId, sponsors);
        if (sponsors == book.settings.sponsors) _open(book, caseId);
    }

    /// @dev Records a party's wish to settle; with both, the case is closed.
    function settle(Docket.Book storage book, uint256 caseId, uint256 partyId) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Conciliation);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (!_isParty(record, partyId)) revert IDisputeCourt.NotParty(caseId, partyId);
        uint8 bit = partyId == record.filerId ? 1 : 2;
        if (record.settled & bit != 0) revert IDisputeCourt.AlreadyAgreed(caseId, partyId);

        record.settled |= bit;
        emit IDisputeCourt.SettlementAgreed(caseId, partyId);
    }

    /// @dev Announces a party's evidence while jurors can still weigh it.
    function giveEvidence(
        Docket.Book storage book,
        uint256 caseId,
        uint256 partyId,
        bytes32 evidence,
        string calldata uri
    ) internal {
        ICourtRecord.Phase phase = book.positionOf(caseId).phase;
        if (phase < ICourtRecord.Phase.Sponsoring || phase > ICourtRecord.Phase.Committing) {
            revert IDisputeCourt.WrongPhase(caseId, phase);
        }
        _requireParty(book, caseId, partyId);
        emit IDisputeCourt.EvidenceGiven(caseId, partyId, evidence, uri);
    }

    /// @dev Takes a ruling to a larger panel, or to the assembly where members are too few for two panels and the
    /// parties.
    function appeal(Docket.Book storage book, uint256 caseId, uint256 partyId) internal {
        uint8 ruling = book.requirePhase(caseId, ICourtRecord.Phase.Ruled).ruling;
        ICourtRecord.Case storage record = book.cases[caseId];
        _requireParty(book, caseId, partyId);

        record.level = 2;
        record.firstRuling = ruling;
        emit IDisputeCourt.CaseAppealed(caseId, partyId, ruling, _callSecond(book, caseId));
        // A first panel that upheld its measure has it last until the second one rules.
        if (ruling == Docket.UPHOLD && record.frozenUntil != 0) book.setFrozen(caseId);
    }

    /// @dev A member stands behind one case against one respondent, or about one thing where there is none, in the time of
    /// the bar: a few who take turns hold nothing for ever.
    function _spend(Docket.Book storage book, uint256 memberId, ICourtRecord.Filing memory filing) private {
        bytes32 against = filing.respondentId == 0 ? filing.subject : bytes32(uint256(filing.respondentId));
        uint48 last = book.filedAt[memberId][against];
        uint48 until = last + book.settings.filingBar;
        if (last != 0 && block.timestamp < until) revert IDisputeCourt.Barred(memberId, until);
        book.filedAt[memberId][against] = uint48(block.timestamp);
    }

    /// @dev Two panels, the parties and the sponsors are different members; where there are not as many, all others decide.
    function _callSecond(Docket.Book storage book, uint256 caseId) private returns (bool plenary) {
        (uint8 first, uint8 size) = (book.settings.panelSize, book.settings.appealSize);
        plenary = size == 0 || book.domains.roll.seats() < 2 * uint256(first) + size + 2 + book.settings.sponsors;
        uint48 time = uint48(block.timestamp);
        ICourtRecord.Panel storage panel = book.call_(caseId, plenary ? first + 1 : size, time);
        if (plenary) (panel.plenary, panel.fullAt) = (true, time);
    }

    /// @dev Safety does not wait, and nobody can settle with nobody.
    function _open(Docket.Book storage book, uint256 caseId) private {
        ICourtRecord.Case storage record = book.cases[caseId];
        bool urgent = record.filing.ground == HARM || record.filing.respondentId == 0;
        uint48 ends = uint48(block.timestamp) + (urgent ? 0 : book.settings.conciliationPeriod);
        record.conciliationEnds = ends;
        record.level = 1;
        book.call_(caseId, book.settings.panelSize, ends);
        book.add(caseId);
    }

    /// @dev In a case against the board every steward speaks for it.
    function _requireParty(Docket.Book storage book, uint256 caseId, uint256 identityId) private view {
        ICourtRecord.Case storage record = book.cases[caseId];
        bool against = record.filing.remedy == Docket.LIFT && book.domains.board.isSteward(identityId);
        if (!against && !_isParty(record, identityId)) revert IDisputeCourt.NotParty(caseId, identityId);
    }

    function _isParty(ICourtRecord.Case storage record, uint256 identityId) private view returns (bool) {
        return identityId == record.filerId || identityId == record.filing.respondentId;
    }
}
