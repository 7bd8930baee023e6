// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Docket} from "./Docket.sol";
import {ICourtRecord} from "./ICourtRecord.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";

/// @title What jurors do: commit, reveal, freeze.
/// @notice Only those who sit on the latest panel of a case.
library Panels {
    using Docket for Docket.Book;

    /// @notice Keeps a juror's hidden vote. One that joined a party's group since the draw has none.
    /// @param book All records.
    /// @param caseId The case.
    /// @param jurorId The juror.
    /// @param group Group of the juror now.
    /// @param commitment The hidden vote.
    function commit(
        Docket.Book storage book,
        uint256 caseId,
        uint256 jurorId,
        bytes32 group,
        bytes32 commitment
    ) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Committing);
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        if (commitment == 0) revert IDisputeCourt.CommitmentMissing();
        if (juror.commitment != 0) revert IDisputeCourt.AlreadyCommitted(caseId, jurorId);
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        bool joined = group == panel.filerGroup || group == panel.respondentGroup;
        if (group != 0 && joined) revert IDisputeCourt.Conflict(caseId, jurorId);

        juror.commitment = commitment;
        emit IDisputeCourt.JurorCommitted(caseId, juror.round, jurorId, commitment);
    }

    /// @notice Opens and counts a juror's vote.
    /// @param book All records.
    /// @param caseId The case.
    /// @param jurorId The juror.
    /// @param vote 1 uphold, 2 reject, 3 frivolous.
    /// @param salt What hid the vote.
    function reveal(Docket.Book storage book, uint256 caseId, uint256 jurorId, uint8 vote, bytes32 salt) internal {
        book.requirePhase(caseId, ICourtRecord.Phase.Revealing);
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        if (vote == 0 || vote > Docket.FRIVOLOUS) revert IDisputeCourt.VoteInvalid(vote);
        if (juror.vote != 0) revert IDisputeCourt.VoteRevealed(caseId, jurorId);
        bytes32 opened = commitmentOf(caseId, juror.round, jurorId, vote, salt);
        if (juror.commitment != opened) revert IDisputeCourt.OpeningMismatch(juror.commitment, opened);

        juror.vote = vote;
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        if (vote == Docket.UPHOLD) ++panel.upholds;
        else if (vote == Docket.REJECT) ++panel.rejects;
        else ++panel.frivolous;
        emit IDisputeCourt.JurorRevealed(caseId, juror.round, jurorId, vote);
    }

    /// @notice Counts a juror for the interim measure, and takes it once most of the panel want it.
    /// @param book All records.
    /// @param caseId The case.
    /// @param jurorId The juror.
    function freeze(Docket.Book storage book, uint256 caseId, uint256 jurorId) internal {
        ICourtRecord.Phase phase = book.positionOf(caseId).phase;
        if (phase != ICourtRecord.Phase.Committing && phase != ICourtRecord.Phase.Revealing) {
            revert IDisputeCourt.WrongPhase(caseId, phase);
        }
        ICourtRecord.Juror storage juror = _sitting(book, caseId, jurorId);
        ICourtRecord.Case storage record = book.cases[caseId];
        if (record.frozenUntil != 0) revert IDisputeCourt.FrozenOnce(caseId, record.frozenUntil);
        if (juror.freezes) revert IDisputeCourt.AlreadyFreezing(caseId, jurorId);

        juror.freezes = true;
        ICourtRecord.Panel storage panel = book.panels[Docket.keyOf(caseId, juror.round)];
        ++panel.freezes;
        emit IDisputeCourt.FreezeSupported(caseId, jurorId);
        if (2 * uint256(panel.freezes) <= panel.seated) return;

        uint48 until = uint48(block.timestamp) + book.settings.maxInterim;
        record.frozenUntil = until;
        book.frozenBy[subjectKeyOf(record.filing.subjectKind, record.filing.subject)] = caseId;
        emit IDisputeCourt.SubjectFrozen(caseId, record.filing.subjectKind, record.filing.subject, until);
    }

    /// @notice End of the measure over a thing: its time, or a final ruling that does not uphold the case.
    /// @param book All records.
    /// @param kind Kind of the thing.
    /// @param subject Its key or number.
    /// @return until Unix time; 0 when it is not frozen now.
    function frozenUntil(Docket.Book storage book, uint8 kind, bytes32 subject) internal view returns (uint48 until) {
        uint256 caseId = book.frozenBy[subjectKeyOf(kind, subject)];
        until = book.cases[caseId].frozenUntil;
        if (block.timestamp >= until) return 0;
        ICourtRecord.Position memory position = book.positionOf(caseId);
        if (position.finalAt != 0 && position.ruling != Docket.UPHOLD) return 0;
    }

    /// @notice The commitment of a vote.
    /// @param caseId The case.
    /// @param round Number of the panel.
    /// @param jurorId The juror.
    /// @param vote 1 uphold, 2 reject, 3 frivolous.
    /// @param salt What hid the vote.
    /// @return The digest.
    function commitmentOf(
        uint256 caseId,
        uint8 round,
        uint256 jurorId,
        uint8 vote,
        bytes32 salt
    ) internal pure returns (bytes32) {
        return keccak256(abi.encode(caseId, round, jurorId, vote, salt));
    }

    /// @notice Names one thing of one kind.
    /// @param kind Kind of the thing.
    /// @param subject Its key or number.
    /// @return The key.
    function subjectKeyOf(uint8 kind, bytes32 subject) internal pure returns (bytes32) {
        return keccak256(abi.encode(kind, subject));
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
