// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../models/IModelRegistry.sol";
import {Beacon} from "../work/Beacon.sol";
import {ISpotCheck} from "../work/ISpotCheck.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title All cases, and what the clock makes of each.
/// @notice The state machine drawn in `IDisputeCourt`: a phase is computed, never stored, so no case waits for a call.
library Docket {
    uint8 internal constant UPHOLD = 1;
    uint8 internal constant REJECT = 2;
    uint8 internal constant FRIVOLOUS = 3;

    uint8 internal constant SUSPEND = 1;
    uint8 internal constant SLASH = 2;
    uint8 internal constant VOID_WORK = 3;
    uint8 internal constant MARK_MODEL = 4;
    uint8 internal constant LIFT = 5;

    uint8 internal constant DEPOSIT = 0;
    uint8 internal constant MODEL = 1;
    uint8 internal constant OPERATOR = 3;

    uint8 private constant BOTH_PARTIES = 3;

    /// @notice Whom the court asks, and who carries its rulings out.
    struct Domains {
        IIdentityRegistry identities;
        IContributorRoll roll;
        IOperatorRegistry operators;
        IStewardshipBoard board;
        ISpotCheck spotCheck;
        IModelRegistry models;
        Beacon beacon;
    }

    /// @notice A suspension that was carried out.
    struct Suspension {
        uint48 at;
        uint48 length;
    }

    /// @notice Everything a court keeps. Panels are keyed by case and round, things by kind and number.
    struct Book {
        uint256 count;
        Domains domains;
        ICourtRecord.Settings settings;
        mapping(uint256 caseId => ICourtRecord.Case) cases;
        mapping(uint256 panelKey => ICourtRecord.Panel) panels;
        mapping(uint256 panelKey => uint256[]) seats;
        mapping(uint256 panelKey => mapping(bytes32 group => bool)) groupSeated;
        mapping(uint256 caseId => mapping(uint256 identityId => ICourtRecord.Juror)) jurors;
        mapping(uint256 caseId => mapping(uint256 identityId => bool)) sponsored;
        mapping(bytes32 subjectKey => uint256) frozenBy;
        mapping(bytes32 subjectKey => uint256[]) naming;
        mapping(uint256 identityId => Suspension[]) suspensions;
        mapping(uint256 identityId => uint48) barredUntil;
        mapping(uint256 identityId => mapping(bytes32 respondentKey => uint48)) filedAt;
    }

    /// @dev Where a case stands now.
    function positionOf(
        Book storage book,
        uint256 caseId
    ) internal view returns (ICourtRecord.Position memory position) {
        ICourtRecord.Case storage record = book.cases[caseId];
        if (record.filerId == 0) return position;
        if (record.settled == BOTH_PARTIES) return _at(ICourtRecord.Phase.Closed, 0);
        ICourtRecord.Settings storage terms = book.settings;
        if (record.conciliationEnds == 0) {
            uint48 sponsorEnds = record.filedAt + terms.sponsorPeriod;
            if (_isBefore(sponsorEnds)) return _at(ICourtRecord.Phase.Sponsoring, sponsorEnds);
            return _at(ICourtRecord.Phase.Closed, 0);
        }
        if (_isBefore(record.conciliationEnds)) {
            return _at(ICourtRecord.Phase.Conciliation, record.conciliationEnds);
        }
        return _afterOpening(record, book.panels[keyOf(caseId, record.round)], terms);
    }

    /// @dev Names one panel of one case.
    function keyOf(uint256 caseId, uint8 round) internal pure returns (uint256) {
        return (caseId << 8) | round;
    }

    /// @dev Names the latest panel of a case.
    function latestOf(Book storage book, uint256 caseId) internal view returns (uint256) {
        return keyOf(caseId, book.cases[caseId].round);
    }

    /// @dev Refuses unless the case is in a phase.
    function requirePhase(
        Book storage book,
        uint256 caseId,
        ICourtRecord.Phase phase
    ) internal view returns (ICourtRecord.Position memory position) {
        position = positionOf(book, caseId);
        if (position.phase != phase) revert IDisputeCourt.WrongPhase(caseId, position.phase);
    }

    /// @dev When a panel's votes are all opened or lost; 0 while it is drawn, or when too few sit on it at the end.
    function revealEndOf(
        ICourtRecord.Panel storage panel,
        ICourtRecord.Settings storage terms
    ) internal view returns (uint48) {
        uint48 start = _startOf(panel);
        return start == 0 ? 0 : start + terms.commitPeriod + terms.revealPeriod;
    }

    function _afterOpening(
        ICourtRecord.Case storage record,
        ICourtRecord.Panel storage panel,
        ICourtRecord.Settings storage terms
    ) private view returns (ICourtRecord.Position memory) {
        uint48 end = revealEndOf(panel, terms);
        if (end == 0) {
            if (_isBefore(panel.drawEnds)) return _at(ICourtRecord.Phase.Drawing, panel.drawEnds);
            return _decided(record, terms, 0, panel.drawEnds);
        }
        if (_isBefore(end - terms.revealPeriod)) {
            return _at(ICourtRecord.Phase.Committing, end - terms.revealPeriod);
        }
        if (_isBefore(end)) return _at(ICourtRecord.Phase.Revealing, end);

        uint8 ruling = _rulingOf(panel);
        if (ruling == 0) {
            if (!panel.again && !panel.plenary) {
                end += terms.drawPeriod;
                if (_isBefore(end)) return _at(ICourtRecord.Phase.Drawing, end);
            }
        } else if (record.level == 1) {
            end += terms.appealPeriod;
            if (_isBefore(end)) return ICourtRecord.Position(ICourtRecord.Phase.Ruled, ruling, end, 0);
        }
        return _decided(record, terms, ruling, end);
    }

    /// @dev A ruling that no panel can change any more. What is not upheld is over at once, so that nothing stays held
    /// for it; what is the chambers' waits for them.
    function _decided(
        ICourtRecord.Case storage record,
        ICourtRecord.Settings storage terms,
        uint8 ruling,
        uint48 end
    ) private view returns (ICourtRecord.Position memory) {
        if (ruling == UPHOLD && record.weighty) {
            if (record.chamberRuling == 0) {
                end += terms.chamberPeriod;
                if (_isBefore(end)) return ICourtRecord.Position(ICourtRecord.Phase.Chambers, ruling, end, 0);
            } else {
                ruling = record.chamberRuling;
                end = record.resolvedAt;
            }
        }
        uint48 executableUntil = end + terms.executionPeriod;
        if (ruling != UPHOLD || record.executed || !_isBefore(executableUntil)) {
            return ICourtRecord.Position(ICourtRecord.Phase.Closed, ruling, 0, end);
        }
        return ICourtRecord.Position(ICourtRecord.Phase.Final, ruling, executableUntil, end);
    }

    /// @dev Votes start when the panel is full, or when the draw ends with more than half of its seats filled.
    function _startOf(ICourtRecord.Panel storage panel) private view returns (uint48) {
        if (panel.fullAt != 0) return panel.fullAt;
        bool enough = 2 * uint256(panel.seated) > panel.size;
        return enough && !_isBefore(panel.drawEnds) ? panel.drawEnds : 0;
    }

    /// @dev Most of the panel must have revealed, and only most of those who revealed uphold a case or call it
    /// frivolous.
    function _rulingOf(ICourtRecord.Panel storage panel) private view returns (uint8) {
        uint256 revealed = uint256(panel.upholds) + panel.rejects + panel.frivolous;
        if (2 * revealed <= panel.seated || (panel.plenary && revealed < panel.size)) return 0;
        if (2 * uint256(panel.upholds) > revealed) return UPHOLD;
        return 2 * uint256(panel.frivolous) > revealed ? FRIVOLOUS : REJECT;
    }

    function _isBefore(uint48 time) private view returns (bool) {
        return block.timestamp < time;
    }

    function _at(ICourtRecord.Phase phase, uint48 ends) private pure returns (ICourtRecord.Position memory) {
        return ICourtRecord.Position(phase, 0, ends, 0);
    }
}
