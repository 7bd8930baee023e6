// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";

/// @title What open cases and freezes name: an operator's stake and work, a model.
/// @notice Each case holds by itself and no longer than it is open; the list of a thing is as long as there are filers with
/// a sponsored case about it, of which each has one within the filing bar.
library Naming {
    using Docket for Docket.Book;

    /// @dev Lists a case that was opened under the thing that its remedy is about, and forgets those that are over.
    function add(Docket.Book storage book, uint256 caseId) internal {
        ICourtRecord.Filing storage filing = book.cases[caseId].filing;
        uint8 remedy = filing.remedy;
        bytes32 key;
        if (remedy == Docket.MARK_MODEL) key = keyOf(Docket.MODEL, filing.subject);
        else if (remedy == Docket.SLASH || remedy == Docket.VOID_WORK) {
            key = keyOf(Docket.OPERATOR, bytes32(uint256(filing.respondentId)));
        } else return;
        uint256[] storage cases = book.naming[key];
        uint256 i = 0;
        while (i < cases.length) {
            if (book.positionOf(cases[i]).phase == ICourtRecord.Phase.Closed) {
                cases[i] = cases[cases.length - 1];
                cases.pop();
            } else ++i;
        }
        cases.push(caseId);
    }

    /// @dev Tells whether an open case names a thing.
    function isListed(
        Docket.Book storage book,
        uint8 kind,
        uint256 subject,
        uint8 remedy
    ) internal view returns (bool) {
        uint256[] storage cases = book.naming[keyOf(kind, bytes32(subject))];
        for (uint256 i = 0; i < cases.length; ++i) {
            if (remedy != 0 && book.cases[cases[i]].filing.remedy != remedy) continue;
            if (book.positionOf(cases[i]).phase != ICourtRecord.Phase.Closed) return true;
        }
        return false;
    }

    /// @dev Takes the interim measure of a case, or prolongs it, from now on.
    function setFrozen(Docket.Book storage book, uint256 caseId) internal {
        ICourtRecord.Case storage record = book.cases[caseId];
        uint48 until = uint48(block.timestamp) + book.settings.maxInterim;
        record.frozenUntil = until;
        book.frozenBy[keyOf(record.filing.subjectKind, record.filing.subject)] = caseId;
        emit IDisputeCourt.SubjectFrozen(caseId, record.filing.subjectKind, record.filing.subject, until);
    }

    /// @dev End of the measure over a thing: its time, or a final ruling that does not uphold the case.
    function frozenUntil(Docket.Book storage book, uint8 kind, bytes32 subject) internal view returns (uint48 until) {
        uint256 caseId = book.frozenBy[keyOf(kind, subject)];
        until = book.cases[caseId].frozenUntil;
        if (block.timestamp >= until) return 0;
        ICourtRecord.Position memory position = book.positionOf(caseId);
        if (position.finalAt != 0 && position.ruling != Docket.UPHOLD) return 0;
    }

    /// @dev Names one thing of one kind.
    function keyOf(uint8 kind, bytes32 subject) internal pure returns (bytes32) {
        return keccak256(abi.encode(kind, subject));
    }
}
