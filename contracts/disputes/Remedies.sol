// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../models/IModelRegistry.sol";
import {ISpotCheck} from "../work/ISpotCheck.sol";
import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";

/// @title What a ruling can do.
/// @notice A filing is checked against the domain it asks to act in, so that no panel sits over an impossible remedy.
library Remedies {
    uint8 private constant GROUNDS = 7;
    uint8 private constant SUBJECT_KINDS = 4;
    uint8 private constant DEPOSIT = 0;
    uint8 private constant MODEL = 1;
    uint256 private constant WHOLE = 10_000;

    /// @notice The contracts that carry rulings out.
    struct Domains {
        IIdentityRegistry identities;
        IOperatorRegistry operators;
        IStewardshipBoard board;
        ISpotCheck spotCheck;
        IModelRegistry models;
    }

    /// @notice Refuses a filing that no ruling could carry out.
    /// @param domains The contracts that carry rulings out.
    /// @param filerId Who files.
    /// @param filing What is asked.
    function check(Domains memory domains, uint256 filerId, ICourtRecord.Filing calldata filing) internal view {
        if (filing.ground >= GROUNDS) revert IDisputeCourt.GroundUnknown(filing.ground);
        if (filing.subjectKind >= SUBJECT_KINDS) {
            revert IDisputeCourt.SubjectInvalid(filing.subjectKind, filing.subject);
        }
        if (filing.respondentId == filerId) revert IDisputeCourt.RespondentInvalid(filerId);
        if (!_valueFits(domains, filing)) revert IDisputeCourt.RemedyInvalid(filing.remedy, filing.value);
        if (!_subjectFits(filing)) revert IDisputeCourt.SubjectInvalid(filing.subjectKind, filing.subject);
        if (!_respondentFits(domains, filing)) revert IDisputeCourt.RespondentInvalid(filing.respondentId);
    }

    /// @notice Carries a final ruling out.
    /// @param domains The contracts that carry rulings out.
    /// @param filing What is asked.
    /// @param caseId The case.
    function run(Domains memory domains, ICourtRecord.Filing storage filing, uint256 caseId) internal {
        uint8 remedy = filing.remedy;
        uint256 respondentId = filing.respondentId;
        uint256 value = filing.value;
        if (remedy == Docket.SUSPEND) {
            domains.identities.suspend(respondentId, uint64(block.timestamp + value), caseId);
        } else if (remedy == Docket.SLASH) {
            domains.operators.slash(respondentId, uint16(value), caseId);
        } else if (remedy == Docket.VOID_WORK) {
            domains.spotCheck.voidWork(respondentId, caseId);
        } else if (remedy == Docket.MARK_MODEL) {
            domains.models.mark(uint256(filing.subject), uint8(value), caseId);
        } else if (remedy == Docket.LIFT) {
            domains.board.lift(filing.subject, caseId);
        }
    }

    function _valueFits(Domains memory domains, ICourtRecord.Filing calldata filing) private view returns (bool) {
        if (filing.remedy == Docket.SUSPEND) {
            return filing.value != 0 && filing.value <= domains.identities.settings().maxSuspension;
        }
        if (filing.remedy == Docket.SLASH) return filing.value != 0 && filing.value <= WHOLE;
        if (filing.remedy == Docket.MARK_MODEL) return filing.value != 0 && filing.value <= type(uint8).max;
        return filing.remedy <= Docket.LIFT && filing.value == 0;
    }

    function _subjectFits(ICourtRecord.Filing calldata filing) private pure returns (bool) {
        if (filing.remedy == Docket.MARK_MODEL) return filing.subjectKind == MODEL;
        return filing.remedy != Docket.LIFT || filing.subjectKind == DEPOSIT;
    }

    /// @dev The one whose model is marked is a party, so that its group does not judge.
    function _respondentFits(Domains memory domains, ICourtRecord.Filing calldata filing) private view returns (bool) {
        uint256 id = filing.respondentId;
        if (filing.remedy == Docket.LIFT) return id == 0;
        if (filing.remedy == Docket.MARK_MODEL) {
            return id != 0 && domains.models.model(uint256(filing.subject)).operatorId == id;
        }
        if (filing.remedy == Docket.SLASH || filing.remedy == Docket.VOID_WORK)
            return domains.operators.groupOf(id) != 0;
        if (filing.remedy == Docket.SUSPEND) return domains.identities.kindOf(id) != 0;
        return id == 0 || domains.identities.kindOf(id) != 0;
    }
}
