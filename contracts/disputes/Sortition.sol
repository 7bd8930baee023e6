// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {FutureBlock} from "../work/FutureBlock.sol";
import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title The draw of a panel.
/// @notice What decides it is fixed before the seed is known: how many identities there are, and the parties' groups. Each
/// call looks at a bounded number of candidates; the next one goes on where it stopped.
///
///   (none) --schedule--> waiting for its block --seed--> seating --full, or time--> sitting
library Sortition {
    uint8 private constant PERSON = 1;
    uint8 private constant SEATS_OF_BOARD = 7;
    uint8 private constant CONSENT = 1;
    uint8 private constant DUPLICATE = 3;

    /// @notice Whom the draw asks.
    struct Sources {
        IIdentityRegistry identities;
        IOperatorRegistry operators;
        IStewardshipBoard board;
    }

    /// @notice Continues the draw of a case's latest panel.
    /// @param book All records.
    /// @param sources Whom the draw asks.
    /// @param caseId The case.
    function draw(Docket.Book storage book, Sources memory sources, uint256 caseId) internal {
        uint8 round = book.cases[caseId].round;
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, round)];
        if (panel.target == 0) {
            _schedule(book.cases[caseId], panel, sources);
            emit IDisputeCourt.PanelScheduled(caseId, round, panel.target);
            return;
        }
        if (panel.seed == 0) {
            (bytes32 hash, uint256 next) = FutureBlock.read(panel.target);
            if (hash == 0) {
                panel.target = uint64(next);
                emit IDisputeCourt.PanelScheduled(caseId, round, next);
                return;
            }
            bytes32 seed = keccak256(abi.encode(hash, caseId, round));
            panel.seed = seed;
            emit IDisputeCourt.PanelSeeded(caseId, round, seed);
            if (_needsSteward(book.cases[caseId].filing)) _seatSteward(book, sources, panel, caseId, round);
        }
        _seatMembers(book, sources, panel, caseId, round);
    }

    function _schedule(
        ICourtRecord.Case storage record,
        ICourtRecord.Panel storage panel,
        Sources memory sources
    ) private {
        panel.target = uint64(block.number + 1);
        panel.population = uint64(sources.identities.count());
        panel.filerGroup = sources.operators.groupOf(record.filerId);
        panel.respondentGroup = sources.operators.groupOf(record.filing.respondentId);
    }

    /// @dev Cases about consent, register and duplicates are about data; in a case against the board it is a party.
    function _needsSteward(ICourtRecord.Filing storage filing) private view returns (bool) {
        return filing.ground >= CONSENT && filing.ground <= DUPLICATE && filing.remedy != Docket.LIFT;
    }

    function _seatSteward(
        Docket.Book storage book,
        Sources memory sources,
        ICourtRecord.Panel storage panel,
        uint256 caseId,
        uint8 round
    ) private {
        uint256 first = uint256(panel.seed) % SEATS_OF_BOARD;
        for (uint256 i = 0; i < SEATS_OF_BOARD; ++i) {
            uint256 stewardId = sources.board.stewardAt(uint8((first + i) % SEATS_OF_BOARD));
            if (stewardId != 0 && _seat(book, sources, panel, caseId, round, stewardId)) return;
        }
    }

    function _seatMembers(
        Docket.Book storage book,
        Sources memory sources,
        ICourtRecord.Panel storage panel,
        uint256 caseId,
        uint8 round
    ) private {
        uint32 tried = panel.tried;
        uint256 end = uint256(tried) + book.settings.tries;
        uint256 population = panel.population;
        while (tried < end && panel.seated < panel.size) {
            uint256 candidateId = 1 + (uint256(keccak256(abi.encode(panel.seed, tried))) % population);
            ++tried;
            _seat(book, sources, panel, caseId, round, candidateId);
        }
        panel.tried = tried;
        if (panel.seated == panel.size) panel.fullAt = uint48(block.timestamp);
    }

    function _seat(
        Docket.Book storage book,
        Sources memory sources,
        ICourtRecord.Panel storage panel,
        uint256 caseId,
        uint8 round,
        uint256 candidateId
    ) private returns (bool seated) {
        if (!_isImpartial(book, sources, caseId, candidateId)) return false;
        uint256 key = Docket.keyOf(caseId, round);
        bytes32 group = sources.operators.groupOf(candidateId);
        if (group != 0) {
            if (group == panel.filerGroup || group == panel.respondentGroup) return false;
            if (book.groupSeated[key][group]) return false;
            book.groupSeated[key][group] = true;
        }
        book.jurors[caseId][candidateId].round = round;
        book.seats[key].push(candidateId);
        ++panel.seated;
        emit IDisputeCourt.JurorSeated(caseId, round, candidateId);
        return true;
    }

    /// @dev An active person that is no party, no sponsor, sat on no panel of this case, and no steward in a case against
    /// the board.
    function _isImpartial(
        Docket.Book storage book,
        Sources memory sources,
        uint256 caseId,
        uint256 candidateId
    ) private view returns (bool) {
        ICourtRecord.Case storage record = book.cases[caseId];
        if (candidateId == record.filerId || candidateId == record.filing.respondentId) return false;
        if (book.sponsored[caseId][candidateId] || book.jurors[caseId][candidateId].round != 0) return false;
        if (sources.identities.kindOf(candidateId) != PERSON || !sources.identities.isActive(candidateId)) return false;
        return record.filing.remedy != Docket.LIFT || !sources.board.isSteward(candidateId);
    }
}
