// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {Naming} from "./Naming.sol";

/// @title What jurors do: commit, reveal, freeze.
/// @notice Only those who sit on the latest panel of a case.
library Panels {
    using Docket for Docket.Book;
    using Naming for Docket.Book;

    /// @dev Keeps a juror's hidden vote. One that joined a party's group since the draw has none.
    function commit(Docket.Book storage book, uint256 caseId, uint256 jurorId, bytes32 commitment) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Committing);
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        if (commitment == 0) revert IDisputeCourt.CommitmentMissing();
        if (juror.commitment != 0) revert IDisputeCourt.AlreadyCommitted(caseId, jurorId);
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        bytes32 group = book.domains.operators.groupOf(jurorId);
        bool joined = group == panel.filerGroup || group == panel.respondentGroup;
        if (group != 0 && joined) revert IDisputeCourt.Conflict(caseId, jurorId);

        juror.commitment = commitment;
        emit IDisputeCourt.JurorCommitted(caseId, juror.round, jurorId, commitment);
    }

    /// @dev Opens and counts a juror's vote.
    function reveal(Docket.Book storage book, uint256 caseId, uint256 jurorId, uint8 vote, bytes32 salt) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Revealing);
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        if (vote == 0 || vote > Docket.FRIVOLOUS) revert IDisputeCourt.VoteInvalid(vote);
        if (juror.vote != 0) revert IDisputeCourt.VoteRevealed(caseId, jurorId);
        bytes32 opened = keccak256(abi.encode(caseId, juror.round, jurorId, vote, salt));
        if (juror.commitment != opened) revert IDisputeCourt.OpeningMismatch(juror.commitment, opened);

        juror.vote = vote;
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        if (vote == Docket.UPHOLD) ++panel.upholds;
        else if (vote == Docket.REJECT) ++panel.rejects;
        else ++panel.frivolous;
        emit IDisputeCourt.JurorRevealed(caseId, juror.round, jurorId, vote);
    }

    /// @dev Counts a juror for the interim measure, and takes it once most of the panel want it.
    function freeze(Docket.Book storage book, uint256 caseId, uint256 jurorId) internal returns (bool frozen) {
        ICourtRecord.Phase phase = book.positionOf(caseId).phase;
        if (phase != ICourtRecord.Phase.Committing && phase != ICourtRecord.Phase.Revealing) {
            revert IDisputeCourt.WrongPhase(caseId, phase);
        }
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (record.frozenUntil != 0) revert IDisputeCourt.FrozenOnce(caseId, record.frozenUntil);
        if (juror.freezes) revert IDisputeCourt.AlreadyFreezing(caseId, jurorId);

        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        // Nobody knows how many an assembly will be.
        if (panel.plenary) revert IDisputeCourt.NotJuror(caseId, jurorId);
        juror.freezes = true;
        ++panel.freezes;
        emit IDisputeCourt.FreezeSupported(caseId, jurorId);
        if (2 * uint256(panel.freezes) <= panel.seated) return false;

        book.setFrozen(caseId);
        frozen = true;
    }

    function _sitting(
        Docket.Book storage book,
        uint256 caseId,
        uint256 jurorId
    ) private view returns (ICourtRecord.Juror storage juror) {
        juror = book.jurors[caseId][jurorId];
        if (juror.round == 0 || juror.round != book.cases[caseId].round) {
            revert IDisputeCourt.NotJuror(caseId, jurorId);
        }
    }
}
