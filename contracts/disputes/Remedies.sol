// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";

/// @title What a ruling can do.
/// @notice A filing is checked against the domain it asks to act in, so that no panel sits over an impossible remedy.
library Remedies {
    uint8 private constant GROUNDS = 7;
    uint8 private constant SUBJECT_KINDS = 4;
    uint8 private constant QUESTIONED = 1;
    uint256 private constant WHOLE = 10_000;
    uint48 private constant MEMORY = 3 * 365 days;

    /// @dev Refuses a filing that no ruling could carry out.
    function check(
        Docket.Book storage book,
        uint256 filerId,
        ICourtRecord.Filing calldata filing
    ) internal view returns (bool weighty) {
        if (filing.ground >= GROUNDS) revert IDisputeCourt.GroundUnknown(filing.ground);
        if (filing.subjectKind >= SUBJECT_KINDS) {
            revert IDisputeCourt.SubjectInvalid(filing.subjectKind, filing.subject);
        }
        if (filing.respondentId == filerId) revert IDisputeCourt.RespondentInvalid(filerId);
        if (!_valueFits(book, filing)) revert IDisputeCourt.RemedyInvalid(filing.remedy, filing.value);
        if (!_subjectFits(filing)) revert IDisputeCourt.SubjectInvalid(filing.subjectKind, filing.subject);
        if (!_respondentFits(book, filing)) revert IDisputeCourt.RespondentInvalid(filing.respondentId);
        if (filing.remedy == Docket.MARK_MODEL) return filing.value != QUESTIONED;
        if (filing.remedy != Docket.SUSPEND) return false;
        uint256 sum = servedBy(book, filing.respondentId) + filing.value;
        weighty = sum >= book.settings.expulsionFrom;
        // Neither within what a panel may take alone nor an expulsion.
        if (!weighty && sum > book.settings.panelPower) revert IDisputeCourt.RemedyInvalid(filing.remedy, filing.value);
    }

    /// @dev Carries a final ruling out. What was the chambers' and they did not uphold shrinks to what a panel may do
    /// alone: the rest of its power over the respondent, or a notice on the model.
    function run(Docket.Book storage book, uint256 caseId) internal {
        ICourtRecord.Case storage record = book.cases[caseId];
        ICourtRecord.Filing storage filing = record.filing;
        bool whole = record.chamberRuling == Docket.UPHOLD;
        uint8 remedy = filing.remedy;
        uint256 respondentId = filing.respondentId;
        uint256 value = filing.value;
        if (remedy == Docket.SUSPEND) {
            uint256 served = servedBy(book, respondentId);
            uint256 left = served < book.settings.panelPower ? book.settings.panelPower - served : 0;
            if (!whole && value > left) value = left;
            if (value == 0) revert IDisputeCourt.RemedyInvalid(remedy, value);
            book.suspensions[respondentId].push(Docket.Suspension(uint48(block.timestamp), uint48(value)));
            book.domains.identities.suspend(respondentId, uint48(block.timestamp + value), caseId);
        } else if (remedy == Docket.SLASH) {
            book.domains.operators.slash(respondentId, uint16(value), caseId);
        } else if (remedy == Docket.VOID_WORK) {
            book.domains.spotCheck.voidWork(respondentId, caseId);
        } else if (remedy == Docket.MARK_MODEL) {
            book.domains.models.mark(uint256(filing.subject), whole ? uint8(value) : QUESTIONED, caseId);
        } else if (remedy == Docket.LIFT) {
            book.domains.board.lift(filing.subject, caseId);
        }
    }

    /// @dev Suspensions of an identity in the last three years.
    function servedBy(Docket.Book storage book, uint256 identityId) internal view returns (uint256 sum) {
        Docket.Suspension[] storage all = book.suspensions[identityId];
        for (uint256 i = all.length; i > 0 && block.timestamp < all[i - 1].at + MEMORY; --i) sum += all[i - 1].length;
    }

    function _valueFits(Docket.Book storage book, ICourtRecord.Filing calldata filing) private view returns (bool) {
        if (filing.remedy == Docket.SUSPEND) {
            return filing.value != 0 && filing.value <= book.domains.identities.settings().maxSuspension;
        }
        if (filing.remedy == Docket.SLASH) return filing.value != 0 && filing.value <= WHOLE;
        if (filing.remedy == Docket.MARK_MODEL) return filing.value != 0 && filing.value <= type(uint8).max;
        return filing.remedy <= Docket.LIFT && filing.value == 0;
    }

    /// @dev An operator is a subject only as the respondent, so that its own group never judges or freezes it.
    function _subjectFits(ICourtRecord.Filing calldata filing) private pure returns (bool) {
        if (filing.subjectKind == Docket.OPERATOR && uint256(filing.subject) != filing.respondentId) return false;
        if (filing.remedy == Docket.MARK_MODEL) return filing.subjectKind == Docket.MODEL;
        return filing.remedy != Docket.LIFT || filing.subjectKind == Docket.DEPOSIT;
    }

    /// @dev The one whose model is marked is a party, so that its group does not judge.
    function _respondentFits(
        Docket.Book storage book,
        ICourtRecord.Filing calldata filing
    ) private view returns (bool) {
        uint256 id = filing.respondentId;
        if (filing.remedy == Docket.LIFT) return id == 0;
        if (filing.remedy == Docket.MARK_MODEL) {
            return id != 0 && book.domains.models.model(uint256(filing.subject)).operatorId == id;
        }
        if (filing.remedy == Docket.SLASH || filing.remedy == Docket.VOID_WORK) {
            return book.domains.operators.groupOf(id) != 0;
        }
        if (filing.remedy == Docket.SUSPEND) return book.domains.identities.kindOf(id) != 0;
        return id == 0 || book.domains.identities.kindOf(id) != 0;
    }
}
