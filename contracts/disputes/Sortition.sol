// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";

/// @title The draw of a panel.
/// @notice What decides it is fixed when the panel is called, before the beacon's round that gives the seed begins: how many
/// identities there are, and the parties' groups. Each call looks at a bounded number of candidates; the next one goes on
/// where it stopped.
///
///   (none) --call_--> waiting for the beacon --draw--> seating --full, or time--> sitting
library Sortition {
    using Docket for Docket.Book;

    uint8 private constant SEATS_OF_BOARD = 7;
    uint8 private constant CONSENT = 1;
    uint8 private constant DUPLICATE = 3;

    /// @dev Calls the next panel of a case.
    function call_(
        Docket.Book storage book,
        uint256 caseId,
        uint8 size,
        uint48 since
    ) internal returns (ICourtRecord.Panel storage panel) {
        ICourtRecord.Case storage record = book.cases[caseId];
        panel = book.panels[Docket.keyOf(caseId, ++record.round)];
        panel.size = size;
        panel.since = since;
        panel.drawEnds = since + book.settings.drawPeriod;
        panel.population = uint64(book.domains.identities.count());
        panel.filerGroup = book.domains.operators.groupOf(record.filerId);
        panel.respondentGroup = book.domains.operators.groupOf(record.filing.respondentId);
    }

    /// @dev Replaces a panel of which too few revealed, once per level, by one drawn among the same.
    function renew(Docket.Book storage book, uint256 caseId) internal {
        ICourtRecord.Case storage record = book.cases[caseId];
        ICourtRecord.Panel storage silent = book.panels[book.latestOf(caseId)];
        uint48 end = Docket.revealEndOf(silent, book.settings);
        if (end == 0) return;
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, ++record.round)];
        panel.size = silent.size;
        panel.since = end;
        panel.drawEnds = end + book.settings.drawPeriod;
        panel.population = silent.population;
        panel.filerGroup = silent.filerGroup;
        panel.respondentGroup = silent.respondentGroup;
        panel.again = true;
    }

    /// @dev Continues the draw of a case's latest panel. Cases about consent, register and duplicates are about data and have
    /// a steward; in a case against the board it is a party.
    function draw(Docket.Book storage book, uint256 caseId) internal {
        uint256 key = book.latestOf(caseId);
        ICourtRecord.Panel storage panel = book.panels[key];
        if (panel.seed == 0) {
            bytes32 value = book.domains.beacon.seedAfter(panel.since);
            if (value == 0) revert IDisputeCourt.SeedPending(caseId, panel.since);
            bytes32 seed = keccak256(abi.encode(value, caseId, uint8(key)));
            panel.seed = seed;
            emit IDisputeCourt.PanelSeeded(caseId, uint8(key), seed);
            ICourtRecord.Filing storage filing = book.cases[caseId].filing;
            bool data = filing.ground >= CONSENT && filing.ground <= DUPLICATE;
            if (data && filing.remedy != Docket.LIFT) _seatSteward(book, key, uint256(seed));
        }
        _seatMembers(book, panel, key);
    }

    /// @dev Seats a member that commits to a vote in the assembly, whether or not it sat on the panel before.
    function join(Docket.Book storage book, uint256 caseId, uint256 memberId) internal {
        uint256 key = book.latestOf(caseId);
        ICourtRecord.Juror storage juror = book.jurors[caseId][memberId];
        if (!book.panels[key].plenary || juror.round == uint8(key)) return;
        book.requirePhase(caseId, ICourtRecord.Phase.Committing);
        if (!_isImpartial(book, key, memberId)) revert IDisputeCourt.NotJuror(caseId, memberId);
        delete book.jurors[caseId][memberId];
        _take(book, key, memberId);
    }

    function _seatSteward(Docket.Book storage book, uint256 key, uint256 seed) private {
        for (uint256 i = 0; i < SEATS_OF_BOARD; ++i) {
            uint256 stewardId = book.domains.board.stewardAt(uint8(((seed % SEATS_OF_BOARD) + i) % SEATS_OF_BOARD));
            if (stewardId != 0 && _seat(book, key, stewardId)) return;
        }
    }

    function _seatMembers(Docket.Book storage book, ICourtRecord.Panel storage panel, uint256 key) private {
        uint32 tried = panel.tried;
        uint256 end = uint256(tried) + book.settings.tries;
        uint256 population = panel.population;
        while (tried < end && panel.seated < panel.size) {
            uint256 candidateId = 1 + (uint256(keccak256(abi.encode(panel.seed, tried))) % population);
            ++tried;
            _seat(book, key, candidateId);
        }
        panel.tried = tried;
        if (panel.seated == panel.size) panel.fullAt = uint48(block.timestamp);
    }

    function _seat(Docket.Book storage book, uint256 key, uint256 candidateId) private returns (bool seated) {
        if (book.jurors[key >> 8][candidateId].round != 0 || !_isImpartial(book, key, candidateId)) return false;
        bytes32 group = book.domains.operators.groupOf(candidateId);
        if (group != 0) {
            ICourtRecord.Panel storage panel = book.panels[key];
            if (group == panel.filerGroup || group == panel.respondentGroup) return false;
            if (book.groupSeated[key][group]) return false;
            book.groupSeated[key][group] = true;
        }
        _take(book, key, candidateId);
        return true;
    }

    function _take(Docket.Book storage book, uint256 key, uint256 jurorId) private {
        book.jurors[key >> 8][jurorId].round = uint8(key);
        book.seats[key].push(jurorId);
        ++book.panels[key].seated;
        emit IDisputeCourt.JurorSeated(key >> 8, uint8(key), jurorId);
    }

    /// @dev An active person that had a voice when the draw began, is no party and no sponsor, and no steward in a case
    /// against the board.
    function _isImpartial(Docket.Book storage book, uint256 key, uint256 candidateId) private view returns (bool) {
        ICourtRecord.Case storage record = book.cases[key >> 8];
        if (candidateId == record.filerId || candidateId == record.filing.respondentId) return false;
        if (book.sponsored[key >> 8][candidateId] || !book.domains.identities.isActive(candidateId)) return false;
        if (!book.domains.roll.seatedAt(candidateId, book.panels[key].since)) return false;
        return record.filing.remedy != Docket.LIFT || !book.domains.board.isSteward(candidateId);
    }
}
